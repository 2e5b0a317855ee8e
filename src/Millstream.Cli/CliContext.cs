using Millstream.Documents;

namespace Millstream.Cli;

/// <summary>What the commands share.</summary>
/// <param name="Console">What they see of the world.</param>
/// <param name="Tasks">The tasks that there are, the user's own among them.</param>
/// <param name="Rules">What documents may have.</param>
/// <param name="Known">What is known of the arguments already.</param>
internal sealed record CliContext(CliConsole Console, TaskCatalogue Tasks, DocumentRules Rules, Arguments Known);

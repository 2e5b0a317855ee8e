using System.CommandLine;
using System.CommandLine.Parsing;
using Millstream.Documents;

namespace Millstream.Cli;

/// <summary>Options and arguments that are one of some words: they are completed, and told in one line where something else stands there.</summary>
internal static class OneOf
{
    public static Option<string> Of(this Option<string> option, params string[] words)
    {
        option.CompletionSources.Add(words);
        option.HelpName ??= string.Join('|', words);
        option.Validators.Add(result => Check(result, option.Name, words));
        return option;
    }

    public static Argument<string> Of(this Argument<string> argument, params string[] words)
    {
        argument.CompletionSources.Add(words);
        argument.HelpName ??= string.Join('|', words);
        argument.Validators.Add(result => Check(result, $"the {argument.Name}", words));
        return argument;
    }

    private static void Check(SymbolResult result, string what, string[] words)
    {
        foreach (Token token in result.Tokens.Where(t => !words.Contains(t.Value)))
        {
            result.AddError($"{what} is one of {string.Join(", ", words)}, not '{token.Value}'.{Suggestions.For(token.Value, words)}");
        }
    }
}

namespace Millstream.Graphs;

/// <summary>How tasks of one status are shown.</summary>
/// <param name="Name">The name of the class.</param>
/// <param name="Fill">The colour.</param>
internal sealed record PictureStyle(string Name, string Fill);

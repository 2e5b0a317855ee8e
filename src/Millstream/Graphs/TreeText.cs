using System.Globalization;
using System.Text;

namespace Millstream.Graphs;

/// <summary>A line of a tree, and what is below it.</summary>
internal sealed record TreeBranch(string Text, IReadOnlyList<TreeBranch> Below);

/// <summary>Writes trees with lines between their branches.</summary>
internal static class TreeText
{
    public static void Write(StringBuilder text, IReadOnlyList<TreeBranch> branches, string indent = "")
    {
        for (int i = 0; i < branches.Count; i++)
        {
            bool isLast = i == branches.Count - 1;
            text.Append(CultureInfo.InvariantCulture, $"{indent}{(isLast ? "└─ " : "├─ ")}{branches[i].Text}\n");
            Write(text, branches[i].Below, indent + (isLast ? "   " : "│  "));
        }
    }
}

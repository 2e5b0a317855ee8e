using System.Globalization;

namespace GitPulse.Tests;

/// <summary>Histories made at random, the same for the same seed: branches, merges, renames, odd names and times.</summary>
internal static class RandomHistory
{
    private static readonly string[] Folders =
        ["", "src/", "src/deep/er/", "a => b/", "{x}/", "two words/", "caf\xe9/", History.Utf8("größe/")];

    private static readonly string[] Names =
        ["file", "tab\tbed", "line\nend", "\"q\"", "-x", "=>", "\\xe9", "\xe9", History.Utf8("😀"), "@", "commit x"];

    private static readonly string[] Authors =
        ["Ann", "Bob \"B\"", "Jos\xe9", History.Utf8("José"), "", "A\tB", History.Utf8("名前"), "\\xe9"];

    private static readonly string[] Offsets = ["+0000", "+0530", "-0330", "+1345", "-1100"];

    public static History Make(Random random, int commits)
    {
        var history = new History();
        // What each commit's tree holds, by its mark: folders' and files' names end differently, so they never meet.
        var trees = new Dictionary<int, Dictionary<string, string>>();
        var last = 0;
        for (var i = 0; i < commits; i++)
        {
            var when = string.Create(
                CultureInfo.InvariantCulture, $"{random.NextInt64(1_000_000_000, 2_000_000_000)} {Pick(random, Offsets)}");
            var parent = last > 3 && random.Next(4) == 0 ? random.Next(1, last) : last;
            int[] merged = last > 3 && random.Next(6) == 0
                ? [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(1, last)).Distinct().Where(m => m != parent)]
                : [];
            var tree = parent == 0 ? [] : new Dictionary<string, string>(trees[parent]);
            last = history.Commit(Pick(random, Authors), when, from: parent, merged: merged);
            for (var edits = random.Next(5); edits > 0; edits--)
            {
                Edit(random, history, tree);
            }

            trees[last] = tree;
        }

        return history;
    }

    private static void Edit(Random random, History history, Dictionary<string, string> tree)
    {
        var path = Pick(random, Folders) + Pick(random, Names) + ".f";
        var known = tree.Count == 0 ? null : tree.Keys.ElementAt(random.Next(tree.Count));
        switch (random.Next(6))
        {
            case 0 when known is not null:
                history.Delete(known);
                tree.Remove(known);
                break;

            case 1 or 2 when known is not null && !tree.ContainsKey(path):
                var moved = random.Next(2) == 0 ? tree[known] : tree[known] + "moved\n";
                history.Delete(known).File(path, moved);
                tree.Remove(known);
                tree[path] = moved;
                break;

            case 3 when known is not null:
                tree[known] = Change(random, tree[known]);
                history.File(known, tree[known]);
                break;

            default:
                tree[path] = random.Next(8) == 0 ? $"\0{random.Next()}" : Change(random, "");
                history.File(path, tree[path]);
                break;
        }
    }

    private static string Change(Random random, string content)
    {
        var lines = content.Split('\n').ToList();
        for (var i = random.Next(1, 12); i > 0; i--)
        {
            lines.Insert(random.Next(lines.Count), random.Next(30).ToString(CultureInfo.InvariantCulture));
        }

        if (lines.Count > 5)
        {
            lines.RemoveRange(random.Next(lines.Count - 2), 2);
        }

        return string.Join('\n', lines);
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}

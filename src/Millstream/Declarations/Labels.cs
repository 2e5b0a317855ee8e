using System.Text;

namespace Millstream;

/// <summary>Names in words: <c>My Adder</c> for <c>MyAdder</c> and <c>my_adder</c>.</summary>
internal static class Labels
{
    /// <summary>Gives a name in words as they stand in a sentence: <c>first name</c> for <c>firstName</c>.</summary>
    public static string Small(string name) => string.Join(' ', Of(name).Split(' ').Select(word => word.Length > 1 && char.IsUpper(word[1]) ? word : word.ToLowerInvariant()));

    public static string Of(string name)
    {
        var label = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            bool isStart = i == 0 || name[i - 1] is '_' or '-' or '.';
            if (c is '_' or '-' or '.')
            {
                continue;
            }

            bool isWord = !isStart && char.IsUpper(c) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if ((isStart || isWord) && label.Length > 0)
            {
                label.Append(' ');
            }

            label.Append(isStart ? char.ToUpperInvariant(c) : c);
        }

        return label.ToString();
    }
}

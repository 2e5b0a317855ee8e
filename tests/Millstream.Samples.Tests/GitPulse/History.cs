using System.Buffers;
using System.Globalization;
using System.Text;

namespace GitPulse.Tests;

/// <summary>Writes a history for <c>git fast-import</c>, byte for byte: names and authors of any kind.</summary>
internal sealed class History
{
    private readonly ArrayBufferWriter<byte> _stream = new();
    private int _marks;

    /// <summary>Text in which every character is the byte of its number, so that tests can write any bytes.</summary>
    public static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    /// <summary>The bytes of UTF-8, in the form that <see cref="Bytes"/> reads.</summary>
    public static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Begins a commit on the branch <c>main</c>, its first parent the commit before it unless said otherwise.</summary>
    /// <returns>Its mark.</returns>
    public int Commit(string author, string when, string? encoding = null, int? from = null, params int[] merged)
    {
        var parent = from ?? _marks;
        _marks++;
        Write(Invariant($"commit refs/heads/main\nmark :{_marks}\n"));
        Write($"author {author} <a@example.com> {when}\ncommitter C <c@example.com> 1700000000 +0000\n");
        if (encoding is not null)
        {
            Write($"encoding {encoding}\n");
        }

        Write("data 2\nm\n");
        if (parent > 0)
        {
            Write(Invariant($"from :{parent}\n"));
        }

        foreach (var other in merged)
        {
            Write(Invariant($"merge :{other}\n"));
        }

        return _marks;
    }

    public History File(string path, string content, string mode = "100644")
    {
        Write(Invariant($"M {mode} inline {Quote(path)}\ndata {content.Length}\n{content}\n"));
        return this;
    }

    public History Submodule(string path, string hash)
    {
        Write($"M 160000 {hash} {Quote(path)}\n");
        return this;
    }

    public History Delete(string path)
    {
        Write($"D {Quote(path)}\n");
        return this;
    }

    public History Rename(string from, string to)
    {
        Write($"R {Quote(from)} {Quote(to)}\n");
        return this;
    }

    /// <summary>Makes a repository of it.</summary>
    public async Task<string> ImportAsync(string folder, bool isBare = true)
    {
        (await Shell.GitAsync(
            Path.GetTempPath(), isBare ? ["init", "-q", "--bare", "-b", "main", folder] : ["init", "-q", "-b", "main", folder]))
            .Succeeded();
        (await Shell.GitAsync(
            folder, _stream.WrittenSpan.ToArray(), "fast-import", "--quiet", "--force", "--date-format=raw-permissive")).Succeeded();
        if (!isBare)
        {
            (await Shell.GitAsync(folder, "reset", "-q", "--hard")).Succeeded();
        }

        return folder;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string path)
    {
        var quoted = new StringBuilder("\"");
        foreach (var octet in path)
        {
            _ = octet is '"' or '\\' or < ' ' or > '~'
                ? quoted.Append('\\').Append(Convert.ToString(octet, 8).PadLeft(3, '0'))
                : quoted.Append(octet);
        }

        return quoted.Append('"').ToString();
    }

    private void Write(string latin1) => _stream.Write(Bytes(latin1));
}

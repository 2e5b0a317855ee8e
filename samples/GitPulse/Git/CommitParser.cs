using System.Buffers.Text;
using System.Text;

namespace GitPulse.Git;

/// <summary>Builds commits from the fields, each ended by a NUL, that <see cref="GitLog"/> makes git print.</summary>
/// <remarks>
/// <para>
/// A commit is <c>commit HASH</c>, the author, the date, then its files; the first of them has a line end before it:
/// <c>ADDED tab REMOVED tab PATH</c>, where binary files have <c>-</c> for both counts, or, for a renamed file,
/// <c>ADDED tab REMOVED tab</c> and no path, then the old path and the new path as fields of their own.
/// A file's field begins with a digit or a dash, so that it is never taken for a commit's, whatever the names hold.
/// </para>
/// <para>Nothing marks a commit's end: it is complete when the next begins. Not thread-safe.</para>
/// </remarks>
internal sealed class CommitParser
{
    private readonly List<FileChange> _changes = [];
    private Expected _expected = Expected.CommitOrNothing;
    private string _hash = "";
    private string _author = "";
    private AuthorTime? _time;

    // The file whose paths come next, its Path still empty.
    private FileChange _renamed;

    private enum Expected
    {
        CommitOrNothing,
        Author,
        Date,
        FirstChangeOrCommit,
        ChangeOrCommit,
        OldPath,
        NewPath,
    }

    private static ReadOnlySpan<byte> CommitMark => "commit "u8;

    /// <summary>Takes the next field, without its NUL.</summary>
    /// <returns>The commit that this field showed to be complete, else null.</returns>
    /// <exception cref="InvalidDataException">Git printed something else than was asked for.</exception>
    public Commit? Add(ReadOnlySpan<byte> field)
    {
        switch (_expected)
        {
            case Expected.Author:
                _author = GitText.Decode(field);
                _expected = Expected.Date;
                return null;

            case Expected.Date:
                _time = AuthorTime.Parse(Encoding.Latin1.GetString(field));
                _expected = Expected.FirstChangeOrCommit;
                return null;

            case Expected.OldPath:
                _expected = Expected.NewPath;
                return null;

            case Expected.NewPath:
                _changes.Add(_renamed with { Path = GitText.Decode(field) });
                _expected = Expected.ChangeOrCommit;
                return null;

            default:
                if (field.StartsWith(CommitMark))
                {
                    var completed = Take();
                    _hash = Encoding.Latin1.GetString(field[CommitMark.Length..]);
                    _expected = Expected.Author;
                    return completed;
                }

                AddChange(field);
                return null;
        }
    }

    /// <summary>Says that no field follows.</summary>
    /// <returns>The last commit; null when there was none at all.</returns>
    /// <exception cref="InvalidDataException">The log was cut off in the middle of a commit.</exception>
    public Commit? Complete()
    {
        if (_expected is Expected.Author or Expected.Date or Expected.OldPath or Expected.NewPath)
        {
            throw new InvalidDataException($"The log ends in the middle of commit '{_hash}'.");
        }

        var last = Take();
        _expected = Expected.CommitOrNothing;
        return last;
    }

    private Commit? Take()
    {
        if (_expected == Expected.CommitOrNothing)
        {
            return null;
        }

        FileChange[] changes = [.. _changes];
        _changes.Clear();
        return new Commit(_hash, _author, _time, changes);
    }

    private void AddChange(ReadOnlySpan<byte> field)
    {
        var rest = _expected == Expected.FirstChangeOrCommit && field.StartsWith("\n"u8) ? field[1..] : field;
        if (_expected == Expected.CommitOrNothing
            || !TryTakeCount(ref rest, out var insertions)
            || !TryTakeCount(ref rest, out var deletions))
        {
            throw new InvalidDataException(
                $"git log printed '{GitText.Printable(GitText.Decode(field))}' after commit '{_hash}', "
                + "where a commit or a file with its numbers of lines was expected.");
        }

        var change = new FileChange("", insertions ?? 0, deletions ?? 0, insertions is null);
        if (rest.IsEmpty)
        {
            _renamed = change;
            _expected = Expected.OldPath;
        }
        else
        {
            _changes.Add(change with { Path = GitText.Decode(rest) });
            _expected = Expected.ChangeOrCommit;
        }
    }

    /// <summary>Takes a number and the tab behind it; the number is null for the dash of a binary file.</summary>
    private static bool TryTakeCount(ref ReadOnlySpan<byte> rest, out long? count)
    {
        count = null;
        var tab = rest.IndexOf((byte)'\t');
        if (tab < 0)
        {
            return false;
        }

        var digits = rest[..tab];
        rest = rest[(tab + 1)..];
        if (digits is [(byte)'-'])
        {
            return true;
        }

        var isNumber = Utf8Parser.TryParse(digits, out long number, out var used) && used == digits.Length;
        count = number;
        return isNumber && number >= 0;
    }
}

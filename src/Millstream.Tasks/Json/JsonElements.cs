using System.Text;
using Millstream.Files;

namespace Millstream.Json;

/// <summary>Takes the elements of a JSON array out of a text one by one; the array is never held whole. What an element is made of is not looked at.</summary>
internal sealed class JsonElements(TextReader text, int maxLength) : IDisposable
{
    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _element = new();
    private int _at;
    private int _end;
    private State _state;

    private enum State
    {
        /// <summary>Nothing was read.</summary>
        Begin,

        /// <summary>Inside the array.</summary>
        Inside,

        /// <summary>Behind the array.</summary>
        Ended,
    }

    /// <summary>Gets the line that was reached, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Gives the text of the next element; null behind the last.</summary>
    /// <exception cref="UnreadableException">It is no array, it is not complete, or an element is too long.</exception>
    public string? Next()
    {
        if (_state == State.Begin)
        {
            int first = TakeVisible();
            _state = first switch
            {
                '[' => State.Inside,
                < 0 => State.Ended,
                _ => throw new UnreadableException($"in line {Line} there is '{(char)first}' where the array should begin with '['. Set 'form' to lines where each line is a value."),
            };
            if (_state == State.Inside && Peek() == ']')
            {
                return End();
            }
        }

        return _state == State.Ended ? null : Element();
    }

    public void Dispose() => text.Dispose();

    private string Element()
    {
        int depth = 0;
        bool isText = false;
        while (true)
        {
            int c = Take();
            switch (c)
            {
                case < 0:
                    throw new UnreadableException($"the array ends in line {Line} without its ']'.");
                case '\\' when isText:
                    Append((char)c);
                    c = Take();
                    break;
                case '"':
                    isText = !isText;
                    break;
                case '{' or '[' when !isText:
                    depth++;
                    break;
                case ']' when !isText && depth == 0:
                    string last = Taken();
                    End();
                    return last;
                case '}' or ']' when !isText:
                    depth--;
                    break;
                case ',' when !isText && depth == 0:
                    return Taken();
            }

            if (c >= 0)
            {
                Append((char)c);
            }
        }
    }

    private void Append(char c)
    {
        if (_element.Length == maxLength)
        {
            throw new UnreadableException($"the element that goes on in line {Line} has more than {maxLength} characters. Set 'maxLength' higher where elements are that long.");
        }

        _element.Append(c);
    }

    private string Taken()
    {
        string element = _element.ToString();
        _element.Clear();
        return element;
    }

    private string? End()
    {
        if (_state == State.Inside && Peek() == ']')
        {
            Take();
        }

        _state = State.Ended;
        return TakeVisible() is >= 0 and int more ? throw new UnreadableException($"in line {Line} there is '{(char)more}' behind the array.") : null;
    }

    private int TakeVisible()
    {
        int c = Take();
        while (c >= 0 && char.IsWhiteSpace((char)c))
        {
            c = Take();
        }

        return c;
    }

    /// <summary>Gives the next visible character, and leaves it.</summary>
    private int Peek()
    {
        int c = TakeVisible();
        if (c >= 0)
        {
            _at--;
        }

        return c;
    }

    private int Take()
    {
        if (_at == _end)
        {
            _at = 0;
            _end = text.Read(_buffer);
            if (_end == 0)
            {
                return -1;
            }
        }

        char c = _buffer[_at++];
        Line += c == '\n' ? 1 : 0;
        return c;
    }
}

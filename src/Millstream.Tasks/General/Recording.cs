using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Win32.SafeHandles;
using Millstream.Durability;
using Millstream.Files;

namespace Millstream.General;

/// <summary>Items with their times in a temporary file of bounded size, which is gone when it is closed. When it is full, the items that were recorded first make room.</summary>
/// <remarks>
/// The file is a ring: positions only grow, and the byte at a position is that of the file at its remainder by the size. An item is its length (4 bytes), its time (8) and itself as JSON.
/// For one task: not thread-safe.
/// </remarks>
/// <typeparam name="T">The type of the items.</typeparam>
internal sealed class Recording<T> : IDisposable
{
    private const int HeaderLength = sizeof(int) + sizeof(long);
    private const long NoTime = long.MinValue;

    private readonly long _size;
    private readonly FileStream _file;
    private readonly JsonTypeInfo<T> _json;
    private readonly ArrayBufferWriter<byte> _frame = new();
    private readonly Utf8JsonWriter _writer;
    private byte[] _bytes = new byte[256];
    private long _end;

    /// <summary>Makes an empty recording.</summary>
    /// <param name="size">How many bytes the file may have.</param>
    /// <param name="folder">Where it is made.</param>
    public Recording(long size, string folder)
    {
        if (typeof(T) == typeof(object))
        {
            throw new NotSupportedException("Items of any type cannot be recorded: what is read back would not be what was written. Record an outlet whose items have a type.");
        }

        _size = size;
        _json = (JsonTypeInfo<T>)ItemStore.DefaultJson.GetTypeInfo(typeof(T));
        _file = TemporaryFile.Create(folder, "replay", bufferLength: 0);
        _writer = new Utf8JsonWriter(_frame);
    }

    /// <summary>Gets the position of the oldest item.</summary>
    public long Begin { get; private set; }

    /// <summary>Gets whether nothing is recorded.</summary>
    public bool IsEmpty => Begin == _end;

    private SafeFileHandle Handle => _file.SafeFileHandle;

    /// <summary>Records an item behind the others.</summary>
    /// <param name="item">The item.</param>
    /// <param name="time">Its time; null for none.</param>
    /// <returns>How many bytes it takes; more than there may be when it was not recorded.</returns>
    /// <exception cref="NotSupportedException">The item cannot be written so that it can be read again.</exception>
    public long Add(T item, DateTimeOffset? time)
    {
        ThrowIfOther(item);
        _frame.ResetWrittenCount();
        _writer.Reset();
        BinaryPrimitives.WriteInt64LittleEndian(_frame.GetSpan(HeaderLength)[sizeof(int)..], time?.ToUnixTimeMilliseconds() ?? NoTime);
        _frame.Advance(HeaderLength);
        JsonSerializer.Serialize(_writer, item, _json);
        _writer.Flush();
        ReadOnlyMemory<byte> frame = _frame.WrittenMemory;
        if (frame.Length <= _size)
        {
            System.Runtime.InteropServices.MemoryMarshal.TryGetArray(frame, out ArraySegment<byte> array);
            BinaryPrimitives.WriteInt32LittleEndian(array, frame.Length);
            MakeRoom(frame.Length);
            Write(array);
            _end += frame.Length;
        }

        return frame.Length;
    }

    /// <summary>Reads the item at a position, and moves that behind it; from the oldest on where the item that was there has made room.</summary>
    /// <param name="position">The position.</param>
    /// <param name="item">The item.</param>
    /// <param name="time">Its time; null for none.</param>
    /// <returns>False when there is no item behind the position.</returns>
    public bool TryRead(ref long position, out T item, out DateTimeOffset? time)
    {
        position = Math.Max(position, Begin);
        item = default!;
        time = null;
        if (position >= _end)
        {
            return false;
        }

        int length = LengthAt(position);
        if (_bytes.Length < length)
        {
            _bytes = new byte[Math.Max(length, _bytes.Length * 2)];
        }

        Span<byte> frame = _bytes.AsSpan(0, length);
        Read(position, frame);
        long milliseconds = BinaryPrimitives.ReadInt64LittleEndian(frame[sizeof(int)..]);
        time = milliseconds == NoTime ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        item = JsonSerializer.Deserialize(frame[HeaderLength..], _json)!;
        position += length;
        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => Begin = _end;

    public void Dispose()
    {
        _writer.Dispose();
        _file.Dispose();
    }

    // What is written as another type than it is would be another item when it comes back.
    private static void ThrowIfOther(T item)
    {
        if (typeof(T) is { IsValueType: false, IsInterface: false } && item is not null && item.GetType() != typeof(T))
        {
            throw new NotSupportedException(
                $"An item of the type {item.GetType().Name} cannot be recorded among items of the type {typeof(T).Name}: it would come back without what only it has.");
        }
    }

    private void MakeRoom(int length)
    {
        while (_end - Begin + length > _size)
        {
            Begin += LengthAt(Begin);
        }
    }

    private int LengthAt(long position)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        Read(position, length);
        return BinaryPrimitives.ReadInt32LittleEndian(length);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        long at = _end % _size;
        int first = (int)Math.Min(bytes.Length, _size - at);
        RandomAccess.Write(Handle, bytes[..first], at);
        RandomAccess.Write(Handle, bytes[first..], 0);
    }

    private void Read(long position, Span<byte> bytes)
    {
        long at = position % _size;
        int first = (int)Math.Min(bytes.Length, _size - at);
        ReadAll(bytes[..first], at);
        ReadAll(bytes[first..], 0);
    }

    private void ReadAll(Span<byte> bytes, long at)
    {
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(Handle, bytes, at);
            if (read == 0)
            {
                throw new IOException($"The recording '{_file.Name}' has ended before its end: somebody else has cut it off.");
            }

            bytes = bytes[read..];
            at += read;
        }
    }
}

using Millstream.Data;

namespace Millstream.Json;

/// <summary>What a task that reads JSON keeps from call to call: the columns that it has met, which rows of one kind share.</summary>
public sealed class JsonMemory
{
    internal JsonCells Cells { get; } = new();
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Millstream.Generators.Faults;

/// <summary>Something wrong with a task method, and where; comparable, so that it keeps no syntax alive.</summary>
internal sealed record Fault(string Id, string Path, TextSpan Span, LinePositionSpan Lines, EquatableList<string> Arguments)
{
    public static Fault Of(DiagnosticDescriptor kind, Location? at, params string[] arguments)
    {
        FileLinePositionSpan lines = at?.GetLineSpan() ?? default;
        return new(kind.Id, lines.Path ?? "", at?.SourceSpan ?? default, lines.Span, new(arguments));
    }

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(
            TaskFaults.ById(Id),
            Path.Length == 0 ? Location.None : Location.Create(Path, Span, Lines),
            [.. Arguments]);
}

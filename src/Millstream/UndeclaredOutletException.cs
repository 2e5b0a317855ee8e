using Millstream.Graphs;

namespace Millstream;

/// <summary>Thrown when a task asks for an outlet that it does not have, or not of that type.</summary>
public sealed class UndeclaredOutletException : MillstreamException
{
    internal UndeclaredOutletException(string task, string outlet, Type type, IReadOnlyList<OutletDescriptor> declared, bool isByHand)
        : base(
            isByHand || declared.Count == 0
                ? $"'{task}' has no outlet '{outlet}' of {TypeName.Of(type)} that is given items by hand. It has: {(declared.Count == 0 ? "none" : string.Join(", ", declared))}."
                : $"The outlets of '{task}' ({string.Join(", ", declared)}) get what its method returns. Declare '{outlet}' as a parameter of the type Outlet<{TypeName.Of(type)}> instead.") =>
        Outlet = outlet;

    /// <summary>Gets the outlet that was asked for.</summary>
    public string Outlet { get; }

    internal override bool IsCauseOnly => true;
}

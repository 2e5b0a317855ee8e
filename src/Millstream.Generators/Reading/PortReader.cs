using Microsoft.CodeAnalysis;
using Millstream.Generators.Faults;
using Millstream.Generators.Writing;

namespace Millstream.Generators.Reading;

/// <summary>Reads what ports say besides their types.</summary>
internal sealed class PortReader(string taskName, List<Fault> faults)
{
    private const string Port = "Millstream.PortAttribute";

    /// <summary>Reads what a parameter's port says.</summary>
    public ParameterModel Of(ParameterModel parameter, IParameterSymbol symbol)
    {
        AttributeData? port = symbol.Attribute(Port);
        return port is null || !(parameter.IsInlet || parameter.Role == ParameterRole.Outlet)
            ? parameter
            : parameter with { Says = Says(port), PortLabel = Label(port) };
    }

    /// <summary>Reads what the outlets of a method say.</summary>
    public OutletModel Of(OutletModel outlet, IMethodSymbol method)
    {
        AttributeData[] ports = [.. method.GetReturnTypeAttributes().Where(a => a.AttributeClass?.Is(Port) == true)];
        AttributeData? port = ports.FirstOrDefault(p => p.Named<string>("Outlet") == outlet.Name)
            ?? ports.FirstOrDefault(p => p.Named<string>("Outlet") is null);
        return port is null || outlet.Says is not null ? outlet : outlet with { Says = Says(port), Label = Label(port) };
    }

    /// <summary>Finds settings that ports follow and a task does not have, and inlets that an outlet mirrors and that are not there.</summary>
    public void Check(IMethodSymbol method, TaskModel task)
    {
        foreach (AttributeData port in method.GetReturnTypeAttributes().Concat(method.Parameters.SelectMany(p => p.GetAttributes())).Where(a => a.AttributeClass?.Is(Port) == true))
        {
            string[] settings = [.. task.Settings?.Settings.Select(s => s.Name) ?? []];
            foreach ((_, string setting) in Mapped(port).Where(m => !settings.Any(s => IsSame(s, m.Setting))))
            {
                Add(port, "setting", setting, settings);
            }

            string[] inlets = [.. task.Inlets.Select(i => i.Port)];
            if (port.Named<string>("Mirrors") is { } mirrored && !inlets.Contains(mirrored))
            {
                Add(port, "inlet", mirrored, inlets);
            }

            string[] outlets = [.. task.Result.Outlets.Select(o => o.Name)];
            if (port.Named<string>("Outlet") is { } outlet && !outlets.Contains(outlet))
            {
                Add(port, "outlet", outlet, outlets);
            }
        }

        void Add(AttributeData port, string word, string name, string[] there) => faults.Add(Fault.Of(
            TaskFaults.UnknownInPort, port.Location() ?? method.Locations[0], taskName, word, name, there.Length == 0 ? "none" : string.Join(", ", there)));
    }

    private static string? Label(AttributeData port) => port.Named<string>("Label") is { } label ? TypeText.Literal(label) : null;

    private string Says(AttributeData port)
    {
        string fields = port.ConstructorArguments.OnlyOne().Value as string ?? "";
        foreach (string part in fields.Split([' '], StringSplitOptions.RemoveEmptyEntries).Where(p => p.IndexOf('=') <= 0 || p.EndsWith("=", StringComparison.Ordinal)))
        {
            faults.Add(Fault.Of(TaskFaults.BadField, port.Location(), taskName, part));
        }

        string also = string.Concat(
            fields.Trim().Length == 0 ? "" : $"Fields = {Api.Root}PortFields.Parse({TypeText.Literal(fields)}), ",
            Mapped(port).Count == 0 ? "" : $"FromSettings = [{string.Join(", ", Mapped(port).Select(m => $"new({TypeText.Literal(m.Field)}, {TypeText.Literal(m.Setting)})"))}], ",
            port.Named<string>("Mirrors") is { } mirrored ? $"Mirrors = {TypeText.Literal(mirrored)}, " : "",
            port.Named<bool>("IsFree") ? "IsFree = true, " : "",
            port.Named<string>("FieldsTo") is { } all ? $"FieldsTo = {TypeText.Literal(all)}, " : "",
            Texts(port, "Ignores").Count == 0 ? "" : $"Ignores = [{string.Join(", ", Texts(port, "Ignores").Select(TypeText.Literal))}], ");
        return $"new {Api.Root}PortDescription {{ {also}}}";
    }

    private static List<(string Field, string Setting)> Mapped(AttributeData port) => [.. Texts(port, "FromSettings").Select(text =>
    {
        int equals = text.IndexOf('=');
        return equals < 0 ? (text, text) : (text.Substring(0, equals).Trim(), text.Substring(equals + 1).Trim());
    })];

    private static List<string> Texts(AttributeData port, string name) =>
        [.. port.NamedArguments.Where(a => a.Key == name && a.Value.Kind == TypedConstantKind.Array && !a.Value.IsNull).SelectMany(a => a.Value.Values).Select(v => v.Value as string ?? "")];

    private static bool IsSame(string setting, string name) => setting.Replace("_", "").Equals(name.Replace("_", ""), StringComparison.OrdinalIgnoreCase);
}

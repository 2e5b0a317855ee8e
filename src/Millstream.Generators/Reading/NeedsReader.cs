using Microsoft.CodeAnalysis;
using Millstream.Generators.Faults;

namespace Millstream.Generators.Reading;

/// <summary>Reads the entitlements that a task method or class declares.</summary>
internal static class NeedsReader
{
    public static EquatableList<EntitlementModel> Read(ISymbol member, string taskName, List<Fault> faults)
    {
        var needs = new List<EntitlementModel>();
        foreach (AttributeData attribute in member.GetAttributes().Where(a => a.AttributeClass?.Is("Millstream.NeedsAttribute") == true))
        {
            string name = attribute.ConstructorArguments.FirstOrDefault().Value as string ?? "";
            if (!IsName(name))
            {
                faults.Add(Fault.Of(TaskFaults.EntitlementName, attribute.Location(), taskName, name));
            }

            string? resource = attribute.ConstructorArguments.ElementAtOrDefault(1).Value as string;
            needs.Add(new EntitlementModel(TypeText.Literal(name), resource is null ? null : TypeText.Literal(resource), attribute.Named<bool>("IsOptional")));
        }

        return new(needs);
    }

    private static bool IsName(string name) =>
        name.Split(':').All(word => word.Length > 0 && word.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-'));
}

using Microsoft.CodeAnalysis;
using Millstream.Generators.Faults;

namespace Millstream.Generators.Reading;

/// <summary>Says what each parameter of a task method is.</summary>
internal sealed class ParameterReader(IMethodSymbol method, string taskName, Comments comments, List<Fault> faults, CancellationToken cancellationToken)
{
    public EquatableList<ParameterModel> Read()
    {
        var ports = new PortReader(taskName, faults);
        var parameters = method.Parameters.Select(p => ports.Of(Read(p), p)).ToList();

        // What comes before a parameter that must be given must be given too.
        bool isOptional = true;
        for (int i = parameters.Count - 1; i >= 0; i--)
        {
            if (parameters[i].IsInlet)
            {
                isOptional &= parameters[i].Default is not null;
                parameters[i] = isOptional ? parameters[i] : parameters[i] with { Default = null };
            }
        }

        foreach (IGrouping<string, ParameterModel> twice in parameters.Where(p => p.IsInlet).GroupBy(p => p.Port).Where(g => g.Count() > 1).ToArray())
        {
            faults.Add(Fault.Of(
                TaskFaults.DuplicatePort, method.Locations[0], taskName, "inlets", twice.Key, $"[Inlet(Name = \"{twice.Key}2\")]"));
        }

        return new(parameters);
    }

    private ParameterModel Read(IParameterSymbol parameter)
    {
        AttributeData? inlet = parameter.Attribute("Millstream.InletAttribute");
        var model = new ParameterModel
        {
            Name = TypeText.Name(parameter.Name),
            Type = TypeText.Of(parameter.Type),
            Port = inlet.Named<string>("Name") ?? OutletName(parameter) ?? parameter.Name,
            Priority = inlet.Named<int>("Priority"),
            Merge = inlet.Named<int>("Merge") switch { 1 => "Interleave", 2 => "Last", _ => null },
            Documentation = comments.Of(parameter.Name),
        };
        if (parameter.RefKind != RefKind.None)
        {
            faults.Add(Fault.Of(
                TaskFaults.PortType,
                parameter.Locations.FirstOrDefault(),
                parameter.Name,
                taskName,
                $"passed by {(parameter.RefKind is RefKind.Out ? "out" : parameter.RefKind is RefKind.Ref ? "ref" : "in")}",
                $"{TypeText.ForMessage(parameter.Type)} {parameter.Name}"));
            return model;
        }

        return inlet is not null ? Inlet(parameter, model) : Known(parameter, model) ?? Marked(parameter, model) ?? Inlet(parameter, model);
    }

    private static string? OutletName(IParameterSymbol parameter) =>
        parameter.Attribute(GrowthReader.Outlet)?.ConstructorArguments.OnlyOne().Value as string;

    private ParameterModel? Known(IParameterSymbol parameter, ParameterModel model)
    {
        ITypeSymbol type = parameter.Type;
        return type.Is("System.Threading.CancellationToken") ? model with { Role = ParameterRole.Token }
            : type.Is("Millstream.TaskContext") ? model with { Role = ParameterRole.Context }
            : type.Is("System.TimeProvider") ? model with { Role = ParameterRole.Time }
            : type.Is("Microsoft.Extensions.Logging.ILogger") ? model with { Role = ParameterRole.Logger }
            : type.Argument("Millstream.Outlet`1") is { } item ? model with
            {
                Role = ParameterRole.Outlet,
                ItemType = TypeText.Of(item),
                Growth = new GrowthReader(taskName, faults).Of(item, parameter.Attribute(GrowthReader.Outlet), parameter.Locations.FirstOrDefault()),
                ReplaysLast = GrowthReader.ReplaysLast(parameter.Attribute(GrowthReader.Outlet)),
            }
            : type.Is("Microsoft.Extensions.Logging.ILogger`1") ? model with { Role = ParameterRole.Service }
            : null;
    }

    private ParameterModel? Marked(IParameterSymbol parameter, ParameterModel model)
    {
        if (parameter.Attribute("Millstream.CredentialAttribute") is { } credential)
        {
            return Secret(parameter, model, credential);
        }

        if (parameter.Attribute("Millstream.StateAttribute") is not null || parameter.Name == "state")
        {
            return Made(parameter, model, "state") with
            {
                Role = ParameterRole.State,
                IsThreadSafe = parameter.Type.Attribute("Millstream.ThreadSafeAttribute") is not null,
            };
        }

        if (parameter.Attribute("Millstream.TimestampAttribute") is not null || parameter.Name == "timestamp")
        {
            return Timestamp(parameter, model);
        }

        if (parameter.Attribute("Millstream.SettingsAttribute") is not null || parameter.Name is "settings" or "config")
        {
            return Made(parameter, model, "settings") with
            {
                Role = ParameterRole.Settings,
                Settings = SettingsReader.Read(parameter.Type, cancellationToken),
            };
        }

        return parameter.Attribute("Millstream.ServiceAttribute") is { } service
            ? model with { Role = ParameterRole.Service, Key = service.Named<string>("Key") is { } key ? TypeText.Literal(key) : null, MayBeMissing = MayBeMissing(parameter) }
            : null;
    }

    private ParameterModel Secret(IParameterSymbol parameter, ParameterModel model, AttributeData credential)
    {
        bool isText = parameter.Type.SpecialType == SpecialType.System_String;
        if (!isText && !parameter.Type.Is("Millstream.Secret"))
        {
            faults.Add(Fault.Of(
                TaskFaults.CredentialType, parameter.Locations.FirstOrDefault(), parameter.Name, taskName, TypeText.ForMessage(parameter.Type)));
        }

        return model with
        {
            Role = isText ? ParameterRole.SecretText : ParameterRole.Secret,
            Credential = TypeText.Literal(credential.ConstructorArguments.OnlyOne().Value as string ?? parameter.Name),
            IsOptional = parameter.Type.NullableAnnotation == NullableAnnotation.Annotated,
        };
    }

    /// <summary>A service is wanted only if it is there, where the parameter says that it may be null.</summary>
    private static bool MayBeMissing(IParameterSymbol parameter) =>
        parameter.Type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } || parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: null };

    private ParameterModel Timestamp(IParameterSymbol parameter, ParameterModel model)
    {
        if (parameter.Type.SpecialType != SpecialType.System_Int64 && !parameter.Type.Is("System.DateTimeOffset"))
        {
            faults.Add(Fault.Of(
                TaskFaults.TimestampType, parameter.Locations.FirstOrDefault(), parameter.Name, taskName, TypeText.ForMessage(parameter.Type)));
        }

        return model with { Role = ParameterRole.Timestamp };
    }

    private ParameterModel Made(IParameterSymbol parameter, ParameterModel model, string word)
    {
        if (!parameter.Type.CanBeMade())
        {
            string type = TypeText.ForMessage(parameter.Type);
            faults.Add(Fault.Of(
                TaskFaults.NoEmptyConstructor,
                parameter.Locations.FirstOrDefault(),
                word,
                parameter.Name,
                taskName,
                type,
                parameter.Type is INamedTypeSymbol { TypeKind: TypeKind.Class, IsAbstract: false, SpecialType: SpecialType.None }
                    ? $"public {parameter.Type.Name}() {{ }}' in it, without required members, or '[Inlet] {type} {parameter.Name}"
                    : $"[Inlet] {type} {parameter.Name}"));
        }

        return model with { Type = TypeText.Of(parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)) };
    }

    private ParameterModel Inlet(IParameterSymbol parameter, ParameterModel model)
    {
        ITypeSymbol type = parameter.Type;
        if (type.Argument("System.Collections.Generic.IEnumerable`1") is { } element)
        {
            faults.Add(Fault.Of(
                TaskFaults.Enumerable, parameter.Locations.FirstOrDefault(), parameter.Name, taskName, TypeText.ForMessage(element)));
            return model;
        }

        ITypeSymbol? ofInlet = type.Argument("Millstream.Inlet`1");
        ITypeSymbol? ofStream = ofInlet ?? type.Argument("System.Collections.Generic.IAsyncEnumerable`1");
        ITypeSymbol? ofList = type.Argument("System.Collections.Generic.IReadOnlyList`1");
        ITypeSymbol item = ofStream ?? ofList ?? type;
        if (item.RefusalAsPort() is { } refusal)
        {
            faults.Add(Fault.Of(
                TaskFaults.PortType,
                parameter.Locations.FirstOrDefault(),
                parameter.Name,
                taskName,
                refusal,
                item.TypeKind == TypeKind.Delegate ? $"[Service] {TypeText.ForMessage(item)} {parameter.Name}" : $"byte[] {parameter.Name}"));
        }

        AttributeData? inlet = parameter.Attribute("Millstream.InletAttribute");
        int readiness = inlet.Named<int>("Readiness");
        if (readiness == GrowthReader.Final && ofStream is not null)
        {
            faults.Add(Fault.Of(
                TaskFaults.LateStream, parameter.Locations.FirstOrDefault(), parameter.Name, taskName, TypeText.ForMessage(item)));
        }

        return model with
        {
            TakesPieces = readiness == GrowthReader.FirstChunk && ofStream is null && ofList is null,
            Waits = readiness == GrowthReader.Final && ofList is null,
            Mode = GrowthReader.ModeOf(inlet),
            ReadsSignals = ofInlet is not null,
            Role = ofStream is not null ? ParameterRole.Stream : ofList is not null ? ParameterRole.List : ParameterRole.Item,
            ItemType = TypeText.Of(item),
            Default = ofStream is null && ofList is null && parameter.HasExplicitDefaultValue
                ? TypeText.Constant(parameter.ExplicitDefaultValue, type)
                : null,
        };
    }
}

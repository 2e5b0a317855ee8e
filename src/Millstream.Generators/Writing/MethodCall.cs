using Millstream.Generators.Reading;

namespace Millstream.Generators.Writing;

/// <summary>The call of a task method: what is made for it once a run, and what each call is given.</summary>
internal sealed class MethodCall(TaskModel task)
{
    public const string Activation = "activation";
    public const string Item = "item";
    public const string Token = "token";
    public const string Made = "made";
    private const string Self = "self";

    /// <summary>Gets what is declared once a run.</summary>
    public IEnumerable<string> Locals
    {
        get
        {
            if (!task.IsStatic)
            {
                yield return $"var {Self} = {Activation}.Service<{task.Class.FullName}>(\"this\");";
            }

            foreach (ParameterModel parameter in task.Parameters)
            {
                string? made = parameter.Role switch
                {
                    ParameterRole.State => $"{Activation}.Own(new {parameter.Type}())",
                    ParameterRole.Settings => $"{Activation}.Settings<{parameter.Type}>()",
                    ParameterRole.Service => Service(parameter),
                    ParameterRole.SecretText or ParameterRole.Secret => Secret(parameter),
                    ParameterRole.Outlet => $"{Activation}.Outlet<{parameter.ItemType}>({TypeText.Literal(parameter.Port)})",
                    _ => null,
                };
                if (made is not null)
                {
                    yield return $"var {LocalOf(parameter)} = {made};";
                }
            }
        }
    }

    /// <summary>Gets whether a synchronous call uses anything besides its item.</summary>
    public bool UsesRun => Locals.Any() || task.Parameters.Any(p => !p.IsInlet);

    /// <summary>Gets what one call gets, as a type: an item, or nested pairs.</summary>
    public string InputType => HasTime ? $"({Items} First, {Api.Moment} Time)" : Items;

    /// <summary>Gets the inlets, put together as <see cref="InputType"/> says.</summary>
    public string Inlets => HasTime ? $"{Api.TaskInlets}.WithTime({Joined})" : Joined;

    /// <summary>Gets whether a call is given the time of its items; that of a source is the clock's.</summary>
    private bool HasTime => task.Timestamp is not null && !task.IsSource;

    private string Items => Types.Length == 0
        ? Api.Root + "Nothing"
        : Types.Aggregate((pair, next) => $"({pair} First, {next} Second)");

    private string Joined => !task.Inlets.Any() ? $"{Api.TaskInlets}.None" : task.Inlets
        .Select(p => $"{Api.TaskInlets}.{(p.Role == ParameterRole.List ? "List" : "Item")}<{p.ItemType}>({TypeText.Literal(p.Port)})")
        .Aggregate((pair, next) => $"{Api.TaskInlets}.Zip({pair}, {next})");

    private string[] Types => [.. task.Inlets.Select(p => p.Role == ParameterRole.List ? Api.List(p.ItemType) : p.ItemType)];

    /// <summary>The name of a local variable that no other of ours has.</summary>
    public static string LocalOf(ParameterModel parameter) =>
        parameter.Name is Activation or Item or Token or Made or Self ? parameter.Name + "_" : parameter.Name;

    /// <summary>The call for one item.</summary>
    /// <param name="isOwnToken">Whether the call has a token of its own.</param>
    public string ForItem(bool isOwnToken)
    {
        int count = task.Inlets.Count();
        int number = 0;
        return Of(_ => Part(number++, count), isOwnToken);
    }

    /// <summary>The only call of a task that reads its inlets by itself: they are in local variables.</summary>
    public string ForStreams() => Of(LocalOf, isOwnToken: false);

    private string Part(int number, int count)
    {
        int depth = number == 0 ? count - 1 : count - 1 - number;
        return Item + (HasTime ? ".First" : "") + string.Concat(Enumerable.Repeat(".First", depth)) + (number == 0 ? "" : ".Second");
    }

    private static string Service(ParameterModel parameter) =>
        $"{Activation}.{(parameter.MayBeMissing ? "FindService" : "Service")}<{parameter.Type.TrimEnd('?')}>({TypeText.Literal(parameter.Port)}{(parameter.Key is null ? "" : ", " + parameter.Key)})";

    private static string Secret(ParameterModel parameter) =>
        $"{Activation}.{(parameter.IsOptional ? "FindSecret" : "Secret")}({TypeText.Literal(parameter.Port)})"
        + (parameter.Role == ParameterRole.Secret ? "" : parameter.IsOptional ? "?.Reveal()" : ".Reveal()");

    private string Of(Func<ParameterModel, string> inlet, bool isOwnToken)
    {
        IEnumerable<string> arguments = task.Parameters.Select(p => p.Role switch
        {
            ParameterRole.Token => isOwnToken ? Token : $"{Activation}.Context.CancellationToken",
            ParameterRole.Context => isOwnToken ? $"{Activation}.ContextOf({Token})" : $"{Activation}.Context",
            ParameterRole.Time => $"{Activation}.Context.Time",
            ParameterRole.Timestamp => (HasTime ? $"{Item}.Time" : $"{Activation}.Context.Time.GetUtcNow()") + (p.Type == "long" ? ".ToUnixTimeMilliseconds()" : ""),
            ParameterRole.Logger => $"{Activation}.Context.Logger",
            ParameterRole.Service or ParameterRole.State or ParameterRole.Settings or ParameterRole.Outlet or ParameterRole.SecretText or ParameterRole.Secret => LocalOf(p),
            _ => inlet(p),
        });
        string types = task.MethodTypeArguments.Count == 0 ? "" : $"<{string.Join(", ", task.MethodTypeArguments)}>";
        return $"{(task.IsStatic ? task.Class.FullName : Self)}.{task.Method}{types}({string.Join(", ", arguments)})";
    }
}

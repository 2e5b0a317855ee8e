using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Millstream.Declarations;

namespace Millstream.Hosting;

/// <summary>Contracts and hosts that several tests use.</summary>
internal static class Examples
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static TaskDescriptor First { get; } = TaskDescriptor.Contract("first").In<int>("a").Out<int>("b");

    public static TaskDescriptor Second { get; } = TaskDescriptor.Contract("second").In<int>("b").Out<int>("c");

    /// <summary>A method of one inlet and one outlet.</summary>
    public static TaskDefinition Method(string name, string inlet, Func<TaskActivation, Func<int, CancellationToken, ValueTask<int>>> bind) =>
        TaskDefinition.Call(
            new TaskDescriptor(name) { Inlets = [InletDescriptor.Of<int>(inlet)], Outlets = [OutletDescriptor.Of<int>(ItemOutlets.DefaultName)] },
            TaskInlets.Item<int>(inlet),
            TaskOutlets.Item(ItemOutlets.One<int>()),
            bind);

    /// <inheritdoc cref="Method(string, string, Func{TaskActivation, Func{int, CancellationToken, ValueTask{int}}})"/>
    public static TaskDefinition Method(string name, string inlet, Func<TaskActivation, Func<int, int>> bind) =>
        TaskDefinition.Call(
            new TaskDescriptor(name) { Inlets = [InletDescriptor.Of<int>(inlet)], Outlets = [OutletDescriptor.Of<int>(ItemOutlets.DefaultName)] },
            TaskInlets.Item<int>(inlet),
            TaskOutlets.Item(ItemOutlets.One<int>()),
            bind);

    /// <summary>A host that checks scopes and has nothing but what the test adds.</summary>
    public static IHost Host(Action<MillstreamBuilder> add, Action<MillstreamOptions>? options = null)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateScopes = true }));
        add(builder.Services.AddMillstream(options));
        return builder.Build();
    }

    /// <summary>A container without a host.</summary>
    public static ServiceProvider Container(Action<MillstreamBuilder> add)
    {
        var services = new ServiceCollection();
        add(services.AddMillstream());
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }
}

// A task known by the names of its ports; the method behind it; and a program that starts a run and reads a stream by its name.
using System.ComponentModel.Design;
using EvenNumbers;
using Millstream;
using Millstream.Graphs;

using var services = new ServiceContainer();
services.AddService(typeof(Multiplier), new Multiplier(2));

#region named-start
var engine = new LocalEngine(new TaskImplementations().Implement(Contracts.Foobar, TasksDefinitions.Foobar));

TaskGraph graph = TaskGraph.FromTasks(Contracts.Foobar);                  // once; reusable
await using GraphRun run = await engine.StartAsync(
    graph, new RunInputs { ["foo"] = 5 }, new RunOptions { Services = services });
await foreach (int x in run.Output<int>("bar"))
{
    Console.WriteLine(x);                                                 // 0 2 4 6 8
}
#endregion

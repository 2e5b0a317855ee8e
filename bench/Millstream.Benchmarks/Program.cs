using Millstream.Benchmarks;
using Millstream.Benchmarks.Harness;

IReadOnlyList<BenchmarkCase> all =
[
    .. P1FusedChain.Cases,
    .. P2Hops.Cases,
    .. P3FanOutZipMerge.Cases,
    .. P4ParallelMap.Cases,
    .. P5Latency.Cases,
    .. P6Allocation.Cases,
    .. P7ManyGraphs.Cases,
    .. P8CountByKey.Cases,
    .. TaskGraphSizes.Cases,
    .. P9Table.Cases,
    .. Memory.Cases,
];

CommandLine command;
try
{
    command = CommandLine.Parse(args, all);
}
catch (FormatException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}

#if DEBUG
await Console.Error.WriteLineAsync("This is a Debug build: its numbers mean nothing. Use -c Release.");
#endif

OtherLoad others = new();
List<Result> results = [];
foreach (BenchmarkCase one in command.Cases)
{
    await Console.Error.WriteLineAsync(one.Name);
    results.AddRange(await one.MeasureAsync(command.Settings));
}

string load = others.Describe() ?? "unknown";
await Console.Error.WriteLineAsync($"Load by others meanwhile: {load}.");
string markdown = Report.ToMarkdown(results);
Console.WriteLine(command.Json ? Report.ToJson(results) : markdown);
if (command.Out is not null)
{
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(command.Out))!);
    await File.WriteAllTextAsync(command.Out, $"""
        # Benchmark results

        * machine: {Machine.Describe()}
        * load by others meanwhile: {load}
        * commit: {Machine.Commit()}
        * command: `{command.ToCommand(all.Count)}`

        {markdown}
        """);
}

return 0;

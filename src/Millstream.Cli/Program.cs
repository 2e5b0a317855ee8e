using Millstream.Cli;

using var interruption = new Interruption(Environment.Exit);
return await CommandLine.RunAsync(args, CliConsole.OfProcess(interruption));

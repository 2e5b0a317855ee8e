using Millstream.Cli;

using var interruption = new Interruption();
return await CommandLine.RunAsync(args, CliConsole.OfProcess(interruption));

using GitPulse;

return await PulseCommand.RunAsync(args);

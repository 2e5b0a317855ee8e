using System.CommandLine;

namespace Millstream.Cli.Commands;

/// <summary>Prints the script by which a shell completes what is typed.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        # In ~/.bashrc: eval "$(millstream completion bash)"
        _millstream() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(millstream "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _millstream millstream
        """;

    private const string Zsh =
        """
        # In ~/.zshrc: eval "$(millstream completion zsh)"
        _millstream() {
          local -a found
          found=("${(@f)$(millstream "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -- $found
          _files
        }
        compdef _millstream millstream
        """;

    private const string Fish =
        """
        # In ~/.config/fish/config.fish: millstream completion fish | source
        complete -c millstream -a '(millstream "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
        """;

    private const string Pwsh =
        """
        # In $PROFILE: millstream completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName millstream -ScriptBlock {
          param($word, $line, $position)
          millstream "[suggest:$position]" "$line" 2>$null | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
          }
        }
        """;

    public static Command Make(CliContext context)
    {
        var shell = new Argument<string>("shell") { Description = "The shell." };
        shell.Of("bash", "zsh", "fish", "pwsh");
        var command = new Command("completion", "Prints the script by which a shell completes commands, tasks, samples and options.") { shell };
        command.SetAction(parsed =>
        {
            context.Console.Out.Write(parsed.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => Pwsh } + "\n");
            return ExitCode.Completed;
        });
        return command;
    }
}

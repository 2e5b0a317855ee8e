using Millstream.Rows;

namespace Millstream.Processes;

/// <summary>Which program is run, and how.</summary>
public abstract class ProcessSettings : ICheckedSettings
{
    private protected ProcessSettings()
    {
    }

    /// <summary>Gets or sets the program: its path, or a name that is looked for where the system looks for programs. It is started by itself, never by a shell.</summary>
    public string Program { get; set; } = "";

    /// <summary>Gets or sets its arguments. Each is given as it is: nothing in it is replaced, and blanks and quotes mean nothing.</summary>
    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>Gets or sets the directory that it works in; that of this process unless set.</summary>
    public string Directory { get; set; } = "";

    /// <summary>Gets or sets variables of its environment, which it has besides those of this process.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; set; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (string.IsNullOrWhiteSpace(Program))
        {
            yield return SettingFaults.NotSet(nameof(Program), "the program to run: git");
        }
    }
}

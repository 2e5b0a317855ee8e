namespace Millstream;

/// <summary>Settings that know more of what is wrong with them than the rules of single properties tell: one that must be set, a formula that does not parse, two that do not go together.</summary>
/// <remarks>They are asked where the task is placed, before anything runs; a task that is placed without settings has its new settings object asked.</remarks>
public interface ICheckedSettings
{
    /// <summary>Gives a sentence for each thing that is wrong, which names the setting and says what is expected; nothing when all is well.</summary>
    IEnumerable<string> Check();
}

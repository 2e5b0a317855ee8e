using Millstream;

namespace EvenNumbers;

#region named-contract
/// <summary>What the services share: no method, no engine.</summary>
internal static class Contracts
{
    public static TaskDescriptor Foobar { get; } = TaskDescriptor.Contract("foobar").In<int>("foo").Out<int>("bar");
}
#endregion

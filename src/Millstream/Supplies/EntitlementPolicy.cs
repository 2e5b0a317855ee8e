using System.Collections.Concurrent;

namespace Millstream;

/// <summary>Says what tasks may do: what is denied, what is granted, and what somebody is asked; all else is denied.</summary>
/// <remarks>
/// Immutable but for the answers, which are remembered: each method gives a changed copy, with no answers yet. Thread-safe. A denial holds for a need
/// of which it concerns a part; a grant must cover all of it.
/// </remarks>
public sealed class EntitlementPolicy
{
    private readonly Rule[] _rules;
    private readonly ConcurrentDictionary<(string Name, string? Resource), bool> _answers = new();

    /// <summary>Makes a policy that denies everything.</summary>
    public EntitlementPolicy()
        : this([])
    {
    }

    private EntitlementPolicy(Rule[] rules) => _rules = rules;

    /// <summary>Denies, whatever else is granted.</summary>
    /// <param name="entitlement">The name.</param>
    /// <param name="resource">What it concerns; everything unless given.</param>
    public EntitlementPolicy Deny(string entitlement, string? resource = null) => With(new Rule(new Entitlement(entitlement, resource), IsDenied: true, Ask: null));

    /// <summary>Grants what is not denied.</summary>
    /// <param name="entitlement">The name.</param>
    /// <param name="resource">What it concerns; everything unless given.</param>
    public EntitlementPolicy Grant(string entitlement, string? resource = null) => With(new Rule(new Entitlement(entitlement, resource), IsDenied: false, Ask: null));

    /// <summary>Asks about what is neither denied nor granted, once for each need; the answer holds for later runs with this policy too.</summary>
    /// <param name="entitlement">The name.</param>
    /// <param name="ask">Gives whether it is granted. The run waits for it before it starts.</param>
    /// <param name="resource">What it concerns; everything unless given.</param>
    public EntitlementPolicy Ask(string entitlement, Func<EntitlementRequest, bool> ask, string? resource = null)
    {
        ArgumentNullException.ThrowIfNull(ask);
        return With(new Rule(new Entitlement(entitlement, resource), IsDenied: false, ask));
    }

    /// <summary>Says why a need is denied; null when it is granted.</summary>
    internal string? Refuse(EntitlementRequest request)
    {
        Entitlement need = request.Entitlement.Canonical();
        request = request with { Entitlement = need };
        if (Array.Find(_rules, r => r.IsDenied && r.Entitlement.Overlaps(need)) is { } denial)
        {
            return $"which the policy denies ({denial.Entitlement})";
        }

        if (Array.Exists(_rules, r => r is { IsDenied: false, Ask: null } && r.Entitlement.Covers(need)))
        {
            return null;
        }

        return Array.Find(_rules, r => r.Ask is not null && r.Entitlement.Covers(need)) is not { } asked ? "which nothing grants"
            : IsGrantedBy(asked.Ask!, request) ? null
            : "which was refused when asked for";
    }

    private bool IsGrantedBy(Func<EntitlementRequest, bool> ask, EntitlementRequest request)
    {
        lock (_answers)
        {
            // One question at a time, and none twice.
            return _answers.GetOrAdd((request.Entitlement.Name, request.Entitlement.Resource), _ => ask(request));
        }
    }

    private EntitlementPolicy With(Rule rule) => new([.. _rules, rule with { Entitlement = rule.Entitlement.Canonical() }]);

    private sealed record Rule(Entitlement Entitlement, bool IsDenied, Func<EntitlementRequest, bool>? Ask);
}

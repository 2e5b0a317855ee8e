using System.ComponentModel.DataAnnotations;

namespace Millstream.Hosting;

/// <summary>Holds a grace time to what a run accepts.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class GraceTimeAttribute : ValidationAttribute
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    public GraceTimeAttribute()
        : base("The field {0} must be between 00:00:00 and 24.00:00:00.")
    {
    }

    public override bool IsValid(object? value) => value is TimeSpan time && time >= TimeSpan.Zero && time <= Longest;
}

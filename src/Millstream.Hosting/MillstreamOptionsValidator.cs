using Microsoft.Extensions.Options;

namespace Millstream.Hosting;

/// <summary>Checks the annotations of <see cref="MillstreamOptions"/>, all at once.</summary>
[OptionsValidator]
internal sealed partial class MillstreamOptionsValidator : IValidateOptions<MillstreamOptions>;

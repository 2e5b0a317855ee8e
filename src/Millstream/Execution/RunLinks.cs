namespace Millstream.Execution;

/// <summary>The parts of other runs that are joined to parts of this one, in either direction.</summary>
internal sealed class RunLinks(LocalRun run)
{
    private readonly Lock _gate = new();
    private RunLink[] _links = [];

    public void Add(RunLink link)
    {
        lock (_gate)
        {
            _links = [.. _links, link];
        }
    }

    public void Remove(RunLink link)
    {
        lock (_gate)
        {
            _links = [.. _links.Where(l => l != link)];
        }
    }

    /// <summary>Gives the part and all parts, of this run and others, that are connected with it over edges.</summary>
    public HashSet<RunPart> ConnectedWith(int part)
    {
        var found = new HashSet<RunPart> { new(run, part) };
        var waiting = new Stack<RunPart>(found);
        while (waiting.TryPop(out RunPart next))
        {
            foreach (RunPart other in next.Run.Links.Of(next.Part))
            {
                if (found.Add(other))
                {
                    waiting.Push(other);
                }
            }
        }

        return found;
    }

    private RunPart[] Of(int part)
    {
        lock (_gate)
        {
            return [.. _links.Where(l => l.Part == part).Select(l => l.Other)];
        }
    }
}

/// <summary>One unconnected part of a run.</summary>
internal readonly record struct RunPart(LocalRun Run, int Part);

/// <summary>An edge between a part of one run and a part of another, as that run sees it.</summary>
internal sealed record RunLink(int Part, RunPart Other);

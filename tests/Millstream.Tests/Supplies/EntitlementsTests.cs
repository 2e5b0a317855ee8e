using Millstream.Graphs;

namespace Millstream.Supplies;

/// <summary>What tasks may do: declared by them, decided by the run's policy, before any task runs.</summary>
public sealed class EntitlementsTests
{
    [Theory]
    [InlineData("network", null, true)]
    [InlineData("network:http", null, true)]
    [InlineData("network:http", "https://api.example.com/**", true)]
    [InlineData("network:http", "https://**", true)]
    [InlineData("*", null, false)]
    [InlineData("networking", null, false)]
    [InlineData("net", null, false)]
    [InlineData("network:http:get", null, false)]
    [InlineData("network:http", "https://api.example.com/*", false)]
    [InlineData("network:http", "https://api.example.com/v1/**", false)]
    [InlineData("network:http", "http://api.example.com/**", false)]
    [Trait("Proves", "TG-181")]
    public async Task A_grant_covers_what_is_below_its_name_and_in_its_pattern(string name, string? resource, bool isGranted)
    {
        if (name == "*")
        {
            Assert.Throws<FormatException>(() => new EntitlementPolicy().Grant(name));
            return;
        }

        Exception? error = await Record.ExceptionAsync(() => FetchAsync(new EntitlementPolicy().Grant(name, resource)));

        Assert.Equal(isGranted, error is null);
        if (!isGranted)
        {
            Assert.Equal(
                "'Fetch' needs 'network:http' for 'https://api.example.com/**', which nothing grants. Grant it in RunOptions.Entitlements, or leave the task out.",
                Assert.IsType<EntitlementDeniedException>(error).Message);
        }
    }

    [Theory]
    [InlineData("/data/**", "/data/a", true)]
    [InlineData("/data/**", "/data/in/../a", true)]
    [InlineData("/data/**", "/data/../etc/passwd", false)]
    [InlineData("/data/../etc/*", "/etc/passwd", true)]
    [InlineData("in/**", "in/a", true)]
    [InlineData("in/**", "in/../a", false)]
    [InlineData("in/", "in", true)]
    [InlineData("**", "in/a", true)]
    [InlineData("**/a", "/x/../a", true)]
    public void Files_are_compared_by_their_full_paths(string rule, string path, bool isGranted)
    {
        var request = new EntitlementRequest(new Entitlement("filesystem:read", path), NodeId.Parse("n"), "task", "graph");

        Assert.Equal(isGranted, new EntitlementPolicy().Grant("filesystem", rule).Refuse(request) is null);
        Assert.Equal(!isGranted, new EntitlementPolicy().Grant("filesystem").Deny("filesystem", rule).Refuse(request) is null);
        var asked = new List<string?>();
        Assert.Equal(isGranted, new EntitlementPolicy().Ask("filesystem", r => { asked.Add(r.Entitlement.Resource); return true; }, rule).Refuse(request) is null);
        Assert.Equal(isGranted ? [Path.GetFullPath(path)] : [], asked);
    }

    [Fact]
    [Trait("Proves", "TG-181")]
    public async Task Deny_comes_before_grant_grant_before_ask_and_all_else_is_denied()
    {
        int asked = 0;
        bool answer = true;
        EntitlementPolicy ask = new EntitlementPolicy().Ask("network", request =>
        {
            asked++;
            Assert.Equal(("'network:http' for 'https://api.example.com/**'", "Fetch", "flow"), ($"{request.Entitlement}", request.TaskName, request.Graph));
            return answer;
        });
        EntitlementPolicy refusing = ask.Deny("other");

        Assert.Equal("x without a file", await FetchAsync(ask.Grant("network:http")));
        Assert.Equal(0, asked);

        // Part of what is needed is denied.
        var denied = await Assert.ThrowsAsync<EntitlementDeniedException>(
            () => FetchAsync(ask.Grant("network").Deny("network:http", "https://api.example.com/admin/*")));
        Assert.Contains("which the policy denies ('network:http' for 'https://api.example.com/admin/*')", denied.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<EntitlementDeniedException>(() => FetchAsync(ask.Deny("network")));
        Assert.Equal(0, asked);

        await FetchAsync(ask);
        await FetchAsync(ask);
        Assert.Equal(1, asked);

        answer = false;
        Assert.Contains("which was refused when asked for", (await Assert.ThrowsAsync<EntitlementDeniedException>(() => FetchAsync(refusing))).Message, StringComparison.Ordinal);
        answer = true;
        await Assert.ThrowsAsync<EntitlementDeniedException>(() => FetchAsync(refusing));
        Assert.Equal(2, asked);

        await Assert.ThrowsAsync<EntitlementDeniedException>(() => FetchAsync(new EntitlementPolicy()));
        await Assert.ThrowsAsync<EntitlementDeniedException>(() => FetchAsync(new EntitlementPolicy().Ask("filesystem", static _ => true)));
    }

    [Fact]
    [Trait("Proves", "TG-181")]
    public async Task An_optional_one_that_is_denied_does_not_block_and_a_declaration_grants_nothing()
    {
        EntitlementPolicy policy = new EntitlementPolicy().Grant("network");

        Assert.Equal("x without a file", await FetchAsync(policy.Deny("filesystem")));
        Assert.Equal("x with a file", await FetchAsync(policy.Grant("filesystem", "/etc/**")));
        Assert.Equal("x with a file", await FetchAsync(policy: null));

        // The task lists what it needs, and so would a document: nobody but the runner grants.
        Assert.Equal([true, false], MailingDefinitions.Fetch.Descriptor.Entitlements.Select(e => !e.IsOptional));
        await Assert.ThrowsAsync<EntitlementDeniedException>(() => FetchAsync(new EntitlementPolicy()));
    }

    [Fact]
    [Trait("Proves", "TG-182")]
    public async Task Every_entry_point_lists_every_denial_before_any_task_runs()
    {
        int calls = 0;
        var inner = new GraphBuilder("inner");
        Flow<string> letter = inner.Lambda("count", (string x) => { calls++; return x; }, (StreamInput<string>)inner.Input<string>("letter"));
        inner.Post(inner.Fetch(letter), new MailSettings { Host = "h" });
        var outer = new GraphBuilder("outer");
        Flow<string> letters = outer.Group("group", inner.Build(), (TaskInput)Flow.From("a", "b")).Flow<string>();
        Flow<string> also = outer.Lambda("also", (string x) => { calls++; return x; }, (StreamInput<string>)letters);
        TaskGraph graph = outer.Build();
        Flow<string> flow = Flow.From("a").Then(x => { calls++; return x; }, o => o.Needs("clock").Needs("calendar", isOptional: true)).Fetch();
        var options = new RunOptions { Entitlements = new EntitlementPolicy() };

        var denied = await Assert.ThrowsAsync<EntitlementDeniedException>(() => LocalEngine.Shared.StartAsync(graph, options));
        Assert.Equal(
            [("group-Fetch", "'network:http' for 'https://api.example.com/**'"), ("group-Post", "'network:smtp' for 'h'")],
            denied.Denials.Select(d => (d.TaskId.ToString(), d.Entitlement.ToString())));
        Assert.StartsWith("'group-Fetch' needs 'network:http' for 'https://api.example.com/**', which nothing grants. 'group-Post' needs", denied.Message, StringComparison.Ordinal);

        Func<Task>[] doors =
        [
            () => flow.RunAsync(options),
            () => Task.FromResult(flow.Start(options)),
            () => flow.With(options).GetAsyncEnumerator().MoveNextAsync().AsTask(),
            () => flow.AsAsyncEnumerable(options).GetAsyncEnumerator().MoveNextAsync().AsTask(),
            () => Task.FromResult(FlowRuns.Start([flow, flow.Count()], options)),
            () => LocalEngine.Shared.StartAsync(flow.Build(), options),
        ];
        foreach (Func<Task> door in doors)
        {
            var refused = await Assert.ThrowsAsync<EntitlementDeniedException>(door);
            Assert.Equal(["clock", "network:http"], refused.Denials.Select(d => d.Entitlement.Name));
        }

        var region = await Assert.ThrowsAsync<EntitlementDeniedException>(() => LocalEngine.Shared.StreamAsync(
            r => { _ = r.Spawn("a", (string x) => x, o => o.Needs("clock")); },
            options: options));
        Assert.Equal("clock", Assert.Single(region.Denials).Entitlement.Name);
        Assert.Equal(0, calls);
        Assert.NotNull(also);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-182")]
    public async Task A_task_whose_needs_depend_on_settings_is_checked_again_before_it_starts(bool fuse)
    {
        var settings = new MailSettings();
        var options = new RunOptions
        {
            Fuse = fuse,
            Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["mail"] = "k-17" }),
            Entitlements = new EntitlementPolicy().Grant("network:smtp", "*.example.com"),
        };
        int calls = 0;
        Flow<string> letters = Flow.From("a").Then(
            x =>
            {
                calls++;
                settings.Host = "mail.elsewhere.com";
                return x;
            },
            o => o.Parallel(1));

        Assert.Equal(["b to mail.example.com"], await Flow.From("b").Post(settings).RunAsync(options).InTime());
        Assert.Equal(0, calls);
        var denied = await Assert.ThrowsAsync<EntitlementDeniedException>(
            () => letters.Post(settings, options: o => o.Capacity(1)).RunAsync(options).InTime());
        var atOnce = await Assert.ThrowsAsync<EntitlementDeniedException>(() => letters.Post(settings).RunAsync(options).InTime());

        Assert.All([denied, atOnce], d => Assert.Equal("'network:smtp' for 'mail.elsewhere.com'", $"{Assert.Single(d.Denials).Entitlement}"));
        Assert.Equal(1, calls);
    }

    [Fact]
    public void A_need_names_settings_that_there_are()
    {
        TaskDefinition task = TaskDefinition.Call(
            new TaskDescriptor("post")
            {
                Inlets = [InletDescriptor.Of<int>("x")],
                Outlets = [OutletDescriptor.Of<int>("out")],
                Entitlements = [new Entitlement("network", "{Host}")],
            },
            Declarations.TaskInlets.Item<int>("x"),
            Declarations.TaskOutlets.Item(Declarations.ItemOutlets.One<int>()),
            static _ => static (int x) => x);

        var refused = Assert.Throws<GraphConfigurationException>(() => task.Place([TaskInput.Of(1)]));

        Assert.Equal("'post' needs 'network' for '{Host}', and has no setting 'Host'. It has: none.", refused.Message);
    }

    private static async Task<string> FetchAsync(EntitlementPolicy? policy) =>
        Assert.Single(await Flow.From("x").Fetch().RunAsync(new RunOptions { Entitlements = policy }).InTime());
}

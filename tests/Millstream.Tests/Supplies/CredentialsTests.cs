using Millstream.Graphs;

namespace Millstream.Supplies;

/// <summary>Secrets that the runner supplies: by reference, from several sources, at any depth, and never without them.</summary>
public sealed class CredentialsTests
{
    private static readonly Dictionary<string, string> Known = new() { ["mail"] = "k-17", ["stamp"] = "#", ["wax"] = "red wax", ["other"] = "k-18" };

    // Documents join when there are documents.
    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "TG-178")]
    public async Task A_method_gets_the_secret_that_a_reference_names_at_any_depth(bool fuse, int capacity)
    {
        RunOptions options = RunModes.Of(fuse, capacity) with { Credentials = CredentialSource.InMemory(Known) };
        var inner = new GraphBuilder("inner");
        inner.Sign(inner.Input<string>("letter"));
        var middle = new GraphBuilder("middle");
        middle.Group("inmost", inner.Build(), (TaskInput)middle.Input<string>("letter"));
        var outer = new GraphBuilder("outer");
        FlowValue<string> deep = outer.Group("deep", middle.Build(), TaskInput.Of("a")).Value<string>();
        FlowValue<string> other = outer.Sign("b", key: new Credential("other"));
        FlowValue<string> sealedLetter = outer.Seal("c");
        Flow<string> stamped = outer.Stamp(Flow.From("d", "e"));
        FlowValue<string> sent = outer.Send("f");
        FlowValue<string> sentByOther = outer.Send("g", new MailSettings { Key = new Credential("other") });

        await using GraphRun run = await LocalEngine.Shared.StartAsync(outer.Build(), options);

        Assert.Equal("a signed by k-17", await run.ResultAsync(deep).InTime());
        Assert.Equal("b signed by k-18", await run.ResultAsync(other).InTime());
        Assert.Equal("c sealed with red wax and no ribbon, ***", await run.ResultAsync(sealedLetter).InTime());
        Assert.Equal(["d#", "e#"], await run.ResultAsync(stamped).InTime());
        Assert.Equal("f to mail.example.com with k-17", await run.ResultAsync(sent).InTime());
        Assert.Equal("g to mail.example.com with k-18", await run.ResultAsync(sentByOther).InTime());
    }

    [Fact]
    [Trait("Proves", "TG-178")]
    public async Task Memory_environment_file_and_a_chain_of_them_know_secrets()
    {
        string path = Path.Combine(Path.GetTempPath(), $"millstream-{Guid.NewGuid():N}.credentials");
        string variable = $"MILLSTREAM_CREDENTIAL_SMTP_{Guid.NewGuid():N}".ToUpperInvariant();
        string name = variable["MILLSTREAM_CREDENTIAL_".Length..].ToLowerInvariant().Replace('_', '-');
        try
        {
            Environment.SetEnvironmentVariable(variable, "from the environment");
            CredentialFile.Save(path, new Secret("open sesame"), new Dictionary<string, string> { ["mail"] = "from the file", ["none"] = "" });
            CredentialSource file = CredentialSource.FromFile(path, new Secret("open sesame"));
            CredentialSource environment = CredentialSource.FromEnvironment();
            CredentialSource chain = CredentialSource.Chain(environment, CredentialSource.InMemory(new Dictionary<string, string> { ["wax"] = "from memory" }), file);

            Assert.Equal("from the file", file.Find("mail")?.Reveal());
            Assert.Equal("from the environment", environment.Find(name)?.Reveal());
            Assert.Equal(
                ["from the environment", "from memory", "from the file", "", null],
                new[] { name, "wax", "mail", "none", "unknown" }.Select(n => chain.Find(n)?.Reveal()));
            Assert.Equal(
                "x signed by from the file",
                await Flow.Value("x").Sign().RunAsync(new RunOptions { Credentials = chain }).InTime());
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_keeps_nothing_readable_and_is_refused_when_altered_or_with_another_passphrase()
    {
        string path = Path.Combine(Path.GetTempPath(), $"millstream-{Guid.NewGuid():N}.credentials");
        try
        {
            CredentialFile.Save(path, new Secret("right"), new Dictionary<string, string> { ["mail"] = "s3cr3t-9f2" });
            byte[] file = File.ReadAllBytes(path);

            Assert.Equal(-1, file.AsSpan().IndexOf("s3cr3t"u8));
            Assert.Equal(-1, file.AsSpan().IndexOf("mail"u8));
            var other = Assert.Throws<System.Security.Cryptography.CryptographicException>(() => CredentialFile.Open(path, new Secret("wrong")));
            Assert.Contains("the passphrase is another one, or the file was altered", other.Message, StringComparison.Ordinal);
            file[^1] ^= 1;
            File.WriteAllBytes(path, file);
            Assert.Throws<System.Security.Cryptography.CryptographicException>(() => CredentialFile.Open(path, new Secret("right")));
            File.WriteAllText(path, "mail=s3cr3t");
            Assert.Throws<FormatException>(() => CredentialFile.Open(path, new Secret("right")));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    [Trait("Proves", "TG-179")]
    public async Task An_unknown_credential_is_refused_by_its_name_before_any_task_starts()
    {
        int calls = 0;
        var g = new GraphBuilder("letters");
        Flow<string> letters = g.Lambda("write", (int x) => { calls++; return $"{x}"; }, (StreamInput<int>)Flow.From(1, 2));
        g.Sign(letters);
        g.Seal(letters, ribbon: new Credential("mail"));
        g.Send(letters, new MailSettings { Key = new Credential("nowhere") });
        TaskGraph graph = g.Build();
        var some = new RunOptions { Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["mail"] = "k" }) };

        var unknown = await Assert.ThrowsAsync<CredentialNotFoundException>(() => LocalEngine.Shared.StartAsync(graph, some));
        var without = await Assert.ThrowsAsync<CredentialNotFoundException>(() => Flow.From("a").Sign().RunAsync(new RunOptions()));

        Assert.Equal([("Seal", "wax", "wax"), ("Send", "Key", "nowhere")], unknown.Missing.Select(m => (m.TaskId.ToString(), m.Parameter, m.Name)));
        Assert.Equal(
            "The credential 'wax', which 'Seal' needs for 'wax', is unknown. The credential 'nowhere', which 'Send' needs for 'Key', is unknown. "
            + "Add it to the source of RunOptions.Credentials, or name another.",
            unknown.Message);
        Assert.Equal("mail", without.Name);
        Assert.EndsWith("The run has no credentials: set RunOptions.Credentials.", without.Message, StringComparison.Ordinal);
        Assert.Equal(0, calls);
    }

    [Fact]
    public void A_parameter_that_gets_a_secret_is_no_inlet_and_is_described()
    {
        TaskDescriptor sign = MailingDefinitions.Sign.Descriptor, seal = MailingDefinitions.Seal.Descriptor;

        Assert.Equal("letter: string", sign.Inlets.ToString());
        Assert.Equal([new CredentialDescriptor("key", "mail") { Documentation = "What it is signed with." }], sign.Credentials);
        Assert.Equal([("wax", false), ("ribbon", true)], seal.Credentials.Select(c => (c.Name, c.IsOptional)));
        var refused = Assert.Throws<ArgumentException>(() => MailingDefinitions.Sign.WithCredential("kee", new Credential("mail")));
        Assert.StartsWith("'Sign' has no parameter 'kee' that gets a secret. It has: 'key'.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_s_method_gets_its_secret_too()
    {
        TaskDescriptor contract = TaskDescriptor.Contract("sign").In<string>("letter").Out<string>("signed");
        TaskGraph graph = TaskGraph.FromTasks(contract);
        var engine = new LocalEngine(new TaskImplementations().Implement(contract, MailingDefinitions.Sign.WithCredential("key", new Credential("other"))));
        var inputs = new RunInputs { ["letter"] = "a" };

        await using GraphRun run = await engine.StartAsync(graph, inputs, new RunOptions { Credentials = CredentialSource.InMemory(Known) });

        Assert.Equal(["a signed by k-18"], await run.ResultAsync<IReadOnlyList<string>>("signed").InTime());
        await Assert.ThrowsAsync<CredentialNotFoundException>(() => engine.StartAsync(graph, inputs));
    }
}

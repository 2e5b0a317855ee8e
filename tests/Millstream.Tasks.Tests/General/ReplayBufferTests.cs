using Millstream.Data;

namespace Millstream.General;

[Trait("Proves", "TD-114")]
public sealed class ReplayBufferTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task What_was_recorded_is_played_with_its_gaps_and_the_times_of_now() => WithAsync(new ReplayBufferSettings(), async rig =>
    {
        await rig.PauseAsync("play");
        await RecordAsync(rig, (1, 100), (2, 150), (3, 400));
        Assert.Equal("paused", rig.Heard());

        // The file is there, as long as the task is.
        Assert.Single(_folder.Names);
        await rig.PassAsync(1000 - rig.Now);
        await PlayAsync(rig);
        Assert.Equal("resumed 1@1000", rig.Heard());
        await rig.PassAsync(49);
        Assert.Equal("", rig.Heard());
        await rig.PassAsync(1);
        Assert.Equal("2@1050", rig.Heard());
        await rig.PassAsync(249);
        Assert.Equal("", rig.Heard());
        await rig.PassAsync(1);
        Assert.Equal("3@1300 paused", rig.Heard());

        // To say it again is nothing new; to take it back and say it again plays again.
        await PlayAsync(rig);
        await rig.PassAsync(5000);
        Assert.Equal("", rig.Heard());
        await PlayAsync(rig, 0);
        await PlayAsync(rig);
        Assert.Equal($"resumed 1@{rig.Now}", rig.Heard());

        // Taken back in the middle, the rest is not played.
        await PlayAsync(rig, 0);
        await rig.PassAsync(5000);
        Assert.Equal("paused", rig.Heard());
    });

    [Fact]
    public Task What_comes_while_it_is_played_is_recorded_and_played_too() => WithAsync(new ReplayBufferSettings(), async rig =>
    {
        await rig.PauseAsync("play");
        await RecordAsync(rig, (1, 0), (2, 100));
        await PlayAsync(rig);
        Assert.Equal("paused resumed 1@0", rig.Heard());
        await rig.PassAsync(50);
        await rig.SayAsync("input", 3, at: 130);
        await rig.PassAsync(80);
        Assert.Equal("2@100 3@130 paused", rig.Heard());
    });

    [Fact]
    public Task When_the_input_goes_on_after_a_pause_the_recording_begins_anew() => WithAsync(new ReplayBufferSettings(), async rig =>
    {
        await rig.PauseAsync("play");
        await RecordAsync(rig, (1, 0), (2, 100));
        await PlayAsync(rig);
        await rig.PauseAsync("input");
        Assert.Equal("paused resumed 1@0", rig.Heard());
        await rig.ResumeAsync("input");
        Assert.Equal("paused", rig.Heard());
        await rig.PassAsync(1000);
        Assert.Equal("", rig.Heard());

        // It is still to be played: that begins with the first item of the new recording.
        await rig.SayAsync("input", 5, at: 700);
        Assert.Equal("resumed 5@1000 paused", rig.Heard());
    });

    [Fact]
    public Task It_can_be_played_again_and_again() => WithAsync(new ReplayBufferSettings { Loop = true }, async rig =>
    {
        await rig.PauseAsync("play");
        await RecordAsync(rig, (1, 0), (2, 10), (3, 40));
        await PlayAsync(rig);
        await rig.PassAsync(59);
        Assert.Equal("paused resumed 1@0 2@10 3@40", rig.Heard());

        // From the end to the beginning it takes what it takes from item to item, in the mean.
        await rig.PassAsync(1);
        Assert.Equal("1@60", rig.Heard());
        await rig.PassAsync(40 + 60);
        Assert.Equal("2@70 3@100 1@120 2@130 3@160", rig.Heard());

        // When nobody can stop it any more, it comes to an end.
        await rig.EndAsync("input");
        await rig.EndAsync("play");
        await rig.PassAsync(1000);
        Assert.Equal("end", rig.Heard()[^3..]);
    });

    [Fact]
    public Task One_item_alone_comes_each_second() => WithAsync(new ReplayBufferSettings { Loop = true }, async rig =>
    {
        await rig.PauseAsync("play");
        await RecordAsync(rig, (1, 0));
        await PlayAsync(rig);
        await rig.PassAsync(2000);
        Assert.Equal("paused resumed 1@0 1@1000 1@2000", rig.Heard());
    });

    [Fact]
    public Task Items_without_times_come_behind_the_one_before() => WithAsync(new ReplayBufferSettings(), async rig =>
    {
        await rig.PauseAsync("play");
        await rig.SayTimelessAsync("input", 1);
        await rig.SayAsync("input", 2, at: 500);
        await rig.SayTimelessAsync("input", 3);
        await rig.SayAsync("input", 4, at: 600);
        await PlayAsync(rig);
        Assert.Equal("paused resumed 1 2@0 3", rig.Heard());
        await rig.PassAsync(100);
        Assert.Equal("4@100 paused", rig.Heard());
    });

    [Fact]
    public Task When_the_recording_is_full_the_oldest_items_make_room() => WithAsync(new ReplayBufferSettings { MaxBytes = 1024 }, async rig =>
    {
        await rig.PauseAsync("play");
        for (int i = 0; i < 500; i++)
        {
            await rig.SayAsync("input", 100 + i, at: i);
            Assert.True(new FileInfo(_folder[Assert.Single(_folder.Names)]).Length <= 1024);
        }

        // Each takes 15 bytes: 68 fit, across the end of the file too.
        await PlayAsync(rig);
        await rig.PassAsync(68);
        Assert.Equal(
            $"paused resumed {string.Join(' ', Enumerable.Range(500 - 68, 68).Select((n, i) => $"{100 + n}@{i}"))} paused",
            rig.Heard());
    });

    [Fact]
    public Task What_is_played_may_make_room_before_its_turn() => WithAsync(new ReplayBufferSettings { MaxBytes = 1024 }, async rig =>
    {
        await rig.PauseAsync("play");
        await RecordAsync(rig, (100, 0), (101, 1), (102, 2));
        await PlayAsync(rig);
        for (int i = 103; i < 303; i++)
        {
            await rig.SayAsync("input", i, at: i - 100);
        }

        Assert.Equal("paused resumed 100@0", rig.Heard());
        await rig.PassAsync(202);
        string[] heard = rig.Heard().Split(' ');

        // The next was read already; then come those that are left, at their own times.
        Assert.Equal("101@1", heard[0]);
        Assert.Equal([.. Enumerable.Range(303 - 68, 68).Select(n => $"{n}@{n - 100}"), "paused"], heard[1..]);
    });

    [Fact]
    public async Task An_item_that_never_fits_is_left_out_and_told() => await LiveRig.RunAsync(
        GeneralTasksDefinitions.ReplayBuffer<string>().WithSettings(new ReplayBufferSettings { MaxBytes = 1024, TemporaryFolder = _folder.Path }), async rig =>
    {
        await rig.PauseAsync("play");
        await rig.SayAsync("input", "a", at: 0);
        await rig.SayAsync("input", new string('x', 2000), at: 1);
        await rig.SayAsync("input", new string('x', 2000), at: 2);
        await rig.SayAsync("input", "b", at: 3);
        Assert.Equal(
            "An item of 2014 bytes is not recorded, as the recording may have 1024; nor are others of that size. Set 'maxBytes' higher.",
            Assert.Single(rig.Log.Lines));
        await PlayAsync(rig);
        await rig.PassAsync(3);
        Assert.Equal("paused resumed a@0 b@3 paused", rig.Heard());
    });

    [Fact]
    public void Rows_and_what_else_JSON_can_say_come_back_as_they_were()
    {
        using var rows = new Recording<Row>(1024, _folder.Path);
        using var pairs = new Recording<(int, string?)>(1024, _folder.Path);
        using var bytes = new Recording<byte[]>(1024, _folder.Path);
        var row = Row.Of(("a", 1), ("b", Cell.Null), ("c", "x\"y"), ("d", 0.5), ("e", true));
        rows.Add(row, null);
        pairs.Add((7, null), DateTimeOffset.UnixEpoch);
        bytes.Add([1, 2, 255], null);

        Assert.Equal(row.ToJson(), Read(rows).ToJson());
        Assert.Equal((7, null), Read(pairs));
        Assert.Equal([1, 2, 255], Read(bytes));
    }

    [Fact]
    public void What_would_come_back_as_something_else_is_refused()
    {
        Assert.StartsWith("Items of any type cannot be recorded", Assert.Throws<NotSupportedException>(() => new Recording<object>(1024, _folder.Path)).Message, StringComparison.Ordinal);
        using var recording = new Recording<Exception>(1024, _folder.Path);
        Assert.Equal(
            "An item of the type IOException cannot be recorded among items of the type Exception: it would come back without what only it has.",
            Assert.Throws<NotSupportedException>(() => recording.Add(new IOException(), null)).Message);
    }

    [Fact]
    public void Its_settings_are_checked() => Assert.Equal(
        ["the setting 'MaxBytes' is 10. It is 1024 or more."], new ReplayBufferSettings { MaxBytes = 10 }.Check());

    private static T Read<T>(Recording<T> recording)
    {
        long position = 0;
        Assert.True(recording.TryRead(ref position, out T item, out _));
        Assert.False(recording.TryRead(ref position, out _, out _));
        return item;
    }

    private static async Task RecordAsync(LiveRig rig, params (int Item, long At)[] items)
    {
        foreach ((int item, long at) in items)
        {
            await rig.SayAsync("input", item, at);
        }
    }

    /// <summary>Says whether to play, and pauses again: a control that pauses holds nobody up.</summary>
    private static async Task PlayAsync(LiveRig rig, double says = 1)
    {
        await rig.ResumeAsync("play");
        await rig.SayTimelessAsync("play", says);
        await rig.PauseAsync("play");
    }

    private async Task WithAsync(ReplayBufferSettings settings, Func<LiveRig, Task> test)
    {
        settings.TemporaryFolder = _folder.Path;
        await LiveRig.RunAsync(GeneralTasksDefinitions.ReplayBuffer<int>().WithSettings(settings), test);

        // And gone at the end.
        Assert.Empty(_folder.Names);
    }
}

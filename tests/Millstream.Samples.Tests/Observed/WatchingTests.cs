using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Millstream;

namespace Observed;

/// <summary>The sample against a collector that keeps what it is sent.</summary>
public sealed class WatchingTests
{
    [Fact]
    public async Task Spans_and_metrics_arrive_at_a_collector()
    {
        using var collector = new HttpListener();
        Uri address = Listen(collector);
        var received = new ConcurrentDictionary<string, string>();
        Task serving = ServeAsync(collector, received);

        int primes = await Watching.RunAsync(address).WaitAsync(TimeSpan.FromSeconds(60));
        collector.Stop();
        await serving.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(25, primes);

        // Names stand in the protocol's messages as they are.
        Assert.All(["run primes", "task Prime", "call Prime", "millstream.attempt"], name => Assert.Contains(name, received["/v1/traces"], StringComparison.Ordinal));
        Assert.All(
            ["millstream.runs", "millstream.run.duration", "millstream.task.items", "Prime", "Completed"],
            name => Assert.Contains(name, received["/v1/metrics"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_need_listen() => Assert.Equal(25, await Watching.RunAsync(collector: null).WaitAsync(TimeSpan.FromSeconds(60)));

    private static Uri Listen(HttpListener collector)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Take()}/");
        collector.Prefixes.Add(address.ToString());
        collector.Start();
        return address;
    }

    private static async Task ServeAsync(HttpListener collector, ConcurrentDictionary<string, string> received)
    {
        while (true)
        {
            HttpListenerContext request;
            try
            {
                request = await collector.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await request.Request.InputStream.CopyToAsync(body);
            string text = Encoding.Latin1.GetString(body.ToArray());
            received.AddOrUpdate(request.Request.Url!.AbsolutePath, text, (_, before) => before + text);
            request.Response.StatusCode = 200;
            request.Response.ContentType = "application/x-protobuf";
            request.Response.Close();
        }
    }
}

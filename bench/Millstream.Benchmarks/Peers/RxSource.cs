using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace Millstream.Benchmarks.Peers;

/// <summary>A source for System.Reactive that pushes in a plain loop: its own <c>Range</c> schedules each
/// item.</summary>
internal static class RxSource
{
    public static IObservable<T> Items<T, TWork>(long items)
        where TWork : struct, IWork<T> =>
        Observable.Create<T>(observer =>
        {
            for (long index = 0; index < items; index++)
            {
                observer.OnNext(TWork.Item(index));
            }

            observer.OnCompleted();
            return Disposable.Empty;
        });
}

package dev.interlock.bench.flood;

import dev.interlock.bench.wire.Asker;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** One agent that does its worst, at {@value #RATE} requests a second and no more, on {@value #CONNECTIONS} connections. */
final class Flood {

    static final int RATE = 1_000;

    private static final int CONNECTIONS = 32;
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1) / RATE;
    private static final Pattern HOLD = Pattern.compile("hold=\"(h-\\d+)\"");
    /** Nearly as many as one task may name. */
    private static final int OBJECTS = 290;
    /** Digits of a number that are written in one of two ways with the same {@code String.hashCode}. */
    private static final int PAIRS = 20;

    private static final String SLOW_TEXT = "{\"text\":\"" + "eyJaaaaaa-".repeat(20_000) + "\"}";
    private static final String LONG = "x".repeat(200);

    /** The kinds of requests, and how many of a hundred are of each; those at the API are as many as its rate lets through. */
    enum Deed {
        OPEN_TASK(4),
        HOLD_AND_WITHDRAW(14),
        DENIED(56),
        COLLIDING_KEY(25),
        SLOW_TEXT(1);

        private final int share;

        Deed(int share) {
            this.share = share;
        }

        static Deed of(long number) {
            int left = (int) (number * 37 % 100);
            for (Deed deed : values()) {
                left -= deed.share;
                if (left < 0) {
                    return deed;
                }
            }
            throw new IllegalStateException("the shares do not add up to a hundred");
        }
    }

    private final int port;
    private final Site site;
    private final String task;
    private final AtomicLong next = new AtomicLong();

    Flood(int port, Site site) throws IOException {
        this.port = port;
        this.site = site;
        this.task = Opened.task(port, site.flooding());
        try (var asker = new Asker(port)) {
            asker.post(Site.RECORDS + "write/own", site.flooding(), task, "{}");
        }
    }

    /** The number of answers by kind and status; the status 0 is no answer at all. */
    static final class Count {
        private final Map<Deed, Map<Integer, Long>> byDeed = new EnumMap<>(Deed.class);

        private void add(Deed deed, int status) {
            add(deed, status, 1);
        }

        private void add(Deed deed, int status, long times) {
            byDeed.computeIfAbsent(deed, same -> new TreeMap<>()).merge(status, times, Long::sum);
        }

        private void add(Count other) {
            other.byDeed.forEach((deed, statuses) -> statuses.forEach((status, times) -> add(deed, status, times)));
        }

        /** The number of a status, or of all where it is negative. */
        long of(int status) {
            return byDeed.values().stream()
                    .flatMap(statuses -> statuses.entrySet().stream())
                    .filter(entry -> status < 0 || entry.getKey() == status)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }

        @Override
        public String toString() {
            return byDeed.toString();
        }
    }

    /** Floods until the time is over. */
    Count run(ExecutorService threads, int seconds) throws Exception {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        Callable<Count> worker = () -> work(start, end);
        var sum = new Count();
        for (Future<Count> each : threads.invokeAll(
                IntStream.range(0, CONNECTIONS).mapToObj(i -> worker).toList())) {
            sum.add(each.get());
        }
        return sum;
    }

    private Count work(long start, long end) throws IOException {
        var count = new Count();
        try (Link link = new Link(port)) {
            for (long number = next.getAndIncrement(); ; number = next.getAndIncrement()) {
                long due = start + number * EVERY_NANOS;
                LockSupport.parkNanos(due - System.nanoTime());
                if (Math.max(due, System.nanoTime()) >= end) {
                    return count;
                }
                Deed deed = Deed.of(number);
                try {
                    count.add(deed, once(link.open(), deed, number, count));
                } catch (IOException e) {
                    count.add(deed, 0);
                    link.broken();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                }
            }
        }
    }

    private int once(Asker asker, Deed deed, long number, Count count) throws IOException {
        return switch (deed) {
            case OPEN_TASK -> asker.post("/v1/tasks", site.flooding(), opening(number));
            case DENIED -> call(asker, "approve/own", "{\"text\":\"" + LONG + number + "\"}");
            case COLLIDING_KEY -> call(asker, "write/" + colliding(number), "{}");
            case SLOW_TEXT -> call(asker, "write/slow-" + number, SLOW_TEXT);
            case HOLD_AND_WITHDRAW -> {
                int status = call(asker, "pay/p-" + number, "{}");
                Matcher hold = HOLD.matcher(asker.decision());
                if (hold.find()) {
                    count.add(deed, asker.post("/v1/holds/" + hold.group(1) + "/withdraw", site.flooding(), "{}"));
                }
                yield status;
            }
        };
    }

    private int call(Asker asker, String path, String body) throws IOException {
        return asker.post(Site.RECORDS + path, site.flooding(), task, body);
    }

    private static String opening(long number) {
        var objects = new StringBuilder();
        for (int i = 0; i < OBJECTS; i++) {
            objects.append(i == 0 ? "" : ",")
                    .append("\"record/o-")
                    .append(number)
                    .append('-')
                    .append(i)
                    .append('"');
        }
        return "{\"intent\":\"keep\",\"instruction\":\"work\",\"objects\":[" + objects + "]}";
    }

    /** {@code Aa} and {@code BB} have one hash, and so has whatever is made of them at the same places. */
    private static String colliding(long number) {
        var key = new StringBuilder();
        for (int i = 0; i < PAIRS; i++) {
            key.append((number >> i & 1) == 0 ? "Aa" : "BB");
        }
        return key.toString();
    }
}

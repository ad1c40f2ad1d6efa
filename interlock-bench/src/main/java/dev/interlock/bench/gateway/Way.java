package dev.interlock.bench.gateway;

import dev.interlock.bench.child.ChildProcess;
import dev.interlock.bench.child.Memory;
import dev.interlock.bench.child.PeerProcess;
import dev.interlock.bench.child.ThreadTimes;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The way of a call, and the processes on it.
 *
 * @param proxy a program of others between client and server
 * @param gateway one of ours
 */
record Way(Target target, ChildProcess upstream, Optional<PeerProcess> proxy, Optional<ChildProcess> gateway) {

    static final String CLIENT = "client";
    private static final String UPSTREAM = "upstream";
    private static final String GATEWAY = "gateway";

    private static final Duration LOOK = Duration.ofMillis(250);
    /** An idle server uses less between two looks: a step in which processes tell their time. */
    private static final Duration IDLE = Duration.ofMillis(10);

    static Way direct(Target target, ChildProcess upstream) {
        return new Way(target, upstream, Optional.empty(), Optional.empty());
    }

    static Way through(PeerProcess proxy, Target target, ChildProcess upstream) {
        return new Way(target, upstream, Optional.of(proxy), Optional.empty());
    }

    static Way through(ChildProcess gateway, Target target, ChildProcess upstream) {
        return new Way(target, upstream, Optional.empty(), Optional.of(gateway));
    }

    String name() {
        return target.name();
    }

    /**
     * The figures of all processes at one moment.
     *
     * @param cpu by process
     * @param threads of the gateway
     * @param allocated bytes, by the gateway
     * @param carriedOut calls, by the server
     */
    private record Look(Map<String, Duration> cpu, ThreadTimes threads, long allocated, long carriedOut) {}

    /**
     * The processes' use between two moments.
     *
     * @param cpu by process; and of a gateway of ours also by what its threads do
     * @param allocated bytes, by a gateway of ours
     * @param carriedOut calls, by the server
     */
    record Use(Map<String, Duration> cpu, long allocated, long carriedOut) {}

    private Look look() throws IOException {
        Map<String, Duration> cpu = new HashMap<>();
        cpu.put(UPSTREAM, upstream.cpu());
        proxy.ifPresent(one -> cpu.put(GATEWAY, one.cpu()));
        gateway.ifPresent(one -> cpu.put(GATEWAY, one.cpu()));
        ThreadTimes threads = gateway.isPresent() ? ThreadTimes.of(gateway.get().pid()) : new ThreadTimes(Map.of());
        long allocated = gateway.isPresent() ? Long.parseLong(gateway.get().ask(Memory.ALLOCATED)) : 0;
        return new Look(cpu, threads, allocated, Long.parseLong(upstream.ask(Fixture.CALLS)));
    }

    /** Waits until a gateway of ours has done what calls leave behind, such as a snapshot, so that no other target pays for it. */
    void rest(Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        Duration before = Duration.ZERO;
        for (Duration now = used(); now.minus(before).compareTo(IDLE) > 0 && System.nanoTime() < until; now = used()) {
            before = now;
            Thread.sleep(LOOK);
        }
    }

    private Duration used() {
        return gateway.map(ChildProcess::cpu).orElse(Duration.ZERO);
    }

    /** Work that the processes of a way are used for. */
    interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /** The result of some work, and what it used. */
    record Used<T>(T result, Use use) {}

    <T> Used<T> during(Work<T> work) throws IOException, InterruptedException {
        Look before = look();
        T result = work.run();
        Look after = look();
        Map<String, Duration> cpu = new HashMap<>();
        after.cpu()
                .forEach((part, time) -> cpu.put(part, time.minus(before.cpu().getOrDefault(part, Duration.ZERO))));
        after.threads().since(before.threads()).forEach((group, time) -> cpu.put(GATEWAY + "." + group, time));
        return new Used<>(
                result, new Use(cpu, after.allocated() - before.allocated(), after.carriedOut() - before.carriedOut()));
    }
}

package dev.interlock.bench.gateway;

import dev.interlock.bench.child.ChildProcess;
import dev.interlock.bench.child.Memory;
import dev.interlock.bench.wire.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a client costs that has called once and then keeps its connection: live heap, and what is resident beside the heap. The
 * server is a process of its own, whose heap is resident from the start, so that whatever grows beside it is native memory.
 */
final class IdleMemory {

    static final List<String> OPTIONS = List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

    /** Kilobytes of 1024 bytes for each client. */
    record PerClient(double heap, double resident) {
        double total() {
            return heap + resident;
        }
    }

    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},\
            "clientInfo":{"name":"bench","version":"1"}}}""";
    private static final String INITIALIZED = """
            {"jsonrpc":"2.0","method":"notifications/initialized"}""";

    private static final String CALL = """
            {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"edit_vendor","arguments":{\
            "vendor_id":"V-100000","name":"Acme Trading and Shipping","iban":"DE89370400440532100000"}}}""";

    /** Bytes of heap that may come and go in a server that does nothing. */
    private static final long STILL = 64 << 10;

    private final ChildProcess server;
    private final Target target;

    IdleMemory(ChildProcess server, Target target) {
        this.server = server;
        this.target = target;
    }

    /** By era. The first clients of all, who make the server load and compile what it needs, are gone before. */
    Map<String, PerClient> measure(int clients) throws IOException {
        List<Wire> first = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            first.add(modern(i));
            Session legacy = legacy(i);
            call(legacy.wire(), target.request("DELETE", i, 0, "", legacy.header()), "HTTP/1.1 204");
            first.add(legacy.wire());
        }
        for (Wire one : first) {
            one.close();
        }
        List<Wire> open = new ArrayList<>();
        try {
            long[] before = memory();
            for (int i = 0; i < clients; i++) {
                open.add(legacy(i).wire());
            }
            long[] between = memory();
            for (int i = 0; i < clients; i++) {
                open.add(modern(i));
            }
            long[] after = memory();
            return Map.of("legacy", growth(before, between, clients), "modern", growth(between, after, clients));
        } finally {
            for (Wire one : open) {
                one.close();
            }
        }
    }

    private static PerClient growth(long[] before, long[] after, int clients) {
        return new PerClient(
                (after[0] - before[0]) / 1024.0 / clients, Math.max(0, after[1] - before[1]) / 1024.0 / clients);
    }

    /** Asked until nothing is let go of any more: a server hears later than we do that a connection has ended. */
    private long[] memory() throws IOException {
        long[] now = ask();
        for (long[] before = {Long.MAX_VALUE}; before[0] - now[0] > STILL; now = ask()) {
            before = now;
        }
        return now;
    }

    private long[] ask() throws IOException {
        String[] said = server.ask(Memory.HELD).split(" ");
        return new long[] {Long.parseLong(said[0]), Long.parseLong(said[1])};
    }

    private Wire modern(int number) throws IOException {
        Wire wire = Wire.connect(target.port());
        call(wire, target.call(number, 0), "\"isError\":false");
        return wire;
    }

    private record Session(Wire wire, String header) {}

    private Session legacy(int number) throws IOException {
        Wire wire = Wire.connect(target.port());
        call(wire, target.post(number, 0, INITIALIZE), "\"protocolVersion\"");
        String session = "Mcp-Session-Id: " + wire.header("Mcp-Session-Id");
        String version = "MCP-Protocol-Version: 2025-11-25";
        call(wire, target.post(number, 0, INITIALIZED, session, version), "HTTP/1.1 202");
        call(wire, target.post(number, 0, CALL, session, version), "\"isError\":false");
        return new Session(wire, session);
    }

    private static void call(Wire wire, byte[] request, String expected) throws IOException {
        wire.write(request, request.length);
        if (!wire.readMessage() || !wire.text().contains(expected)) {
            throw new IOException("an idle client was refused: " + wire.text());
        }
    }
}

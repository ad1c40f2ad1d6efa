package dev.interlock.bench.replay;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;

/**
 * Writes a trace as long as one likes, on a domain that does not grow: agents that read and edit vendors, one task after
 * another. The same bytes each time.
 */
final class TraceWriter {

    private static final int AGENTS = 200;
    /** Vendors of each agent. */
    private static final int VENDORS = 25;

    private static final int TEAMS = 9;
    /** Lines of a task, with the one that ends it. */
    private static final int TASK = 50;

    private TraceWriter() {}

    static void write(Path file, long lines) throws IOException {
        var random = new Random(7);
        var ofTask = new int[AGENTS];
        var tasks = new int[AGENTS];
        long time = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (long line = 0; line < lines; line++) {
                int agent = random.nextInt(AGENTS);
                time += random.nextInt(500);
                String text;
                if (++ofTask[agent] == TASK) {
                    text = "{\"time\":\"" + Instant.ofEpochMilli(time) + "\",\"close\":\"t-" + agent + "-"
                            + tasks[agent] + "\"}\n";
                    ofTask[agent] = 0;
                    tasks[agent]++;
                } else {
                    text = call(Instant.ofEpochMilli(time), agent, tasks[agent], random);
                }
                out.write(text.getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private static String call(Instant time, int agent, int task, Random random) {
        int vendor = agent * VENDORS + random.nextInt(VENDORS);
        boolean edits = random.nextInt(10) == 0;
        return "{\"time\":\"" + time + "\",\"agent\":\"agent-" + agent + "\",\"owner\":\"team-" + agent % TEAMS
                + "\",\"task\":\"t-" + agent + "-" + task + "\",\"tool\":\"erp/"
                + (edits ? "edit_vendor" : "get_vendor") + "\",\"args\":{\"vendor_id\":\"V-" + vendor + "\""
                + (edits ? ",\"iban\":\"DE89370400440532" + vendor + "\"" : "")
                + "},\"result\":{\"name\":\"Vendor " + vendor + "\"},\"outcome\":\"succeeded\"}\n";
    }
}

package dev.interlock.server.upstream.mcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.interlock.server.fuzz.Choices;
import dev.interlock.server.fuzz.LinesFuzz;
import dev.interlock.server.upstream.SsePosition;
import dev.interlock.server.upstream.http.SseReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Server-sent events are read as the specification of WHATWG says, however the bytes are dealt out. */
public final class SseFuzz {
    private static final List<String> PIECES = List.of(
            "data:",
            "data: ",
            "data",
            "event: x",
            "id: 1",
            "id",
            "retry: 5",
            ":",
            ": c",
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            "{\"a\":1}",
            "x",
            " ",
            "\u00ef\u00bb\u00bf",
            "datax:",
            "Data:",
            "\0",
            "data:  y",
            "data:\n\n");

    private SseFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var choices = new Choices(input);
        int step = 1 + choices.below(20);
        String text;
        if (choices.octet() % 2 == 0) {
            text = new String(choices.rest(), ISO_8859_1);
        } else {
            var made = new StringBuilder();
            while (choices.hasMore()) {
                made.append(choices.of(PIECES));
            }
            text = made.toString();
        }
        List<String> expected = expected(text);
        List<String> read = read(text, step);
        if (!read.equals(expected)) {
            throw new AssertionError("read " + read + ", not " + expected);
        }
    }

    private static List<String> read(String text, int step) {
        List<String> events = new ArrayList<>();
        var reader = new SseReader(new LinesFuzz.Dealt(text.getBytes(ISO_8859_1), step), new SsePosition(() -> {}));
        try {
            for (Optional<InputStream> event = reader.next(); event.isPresent(); event = reader.next()) {
                events.add(new String(event.get().readAllBytes(), ISO_8859_1));
            }
        } catch (EOFException e) {
            // The last one was cut off.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return events;
    }

    /** The obvious way, over the whole text. */
    private static List<String> expected(String text) {
        List<String> events = new ArrayList<>();
        String plain = text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text;
        StringBuilder data = new StringBuilder();
        boolean some = false;
        int from = 0;
        while (from < plain.length()) {
            int end = from;
            while (end < plain.length() && plain.charAt(end) != '\n' && plain.charAt(end) != '\r') {
                end++;
            }
            if (end == plain.length()) {
                return events;
            }
            String line = plain.substring(from, end);
            from = plain.startsWith("\r\n", end) ? end + 2 : end + 1;
            if (line.isEmpty()) {
                if (data.length() > 0) {
                    events.add(data.toString());
                }
                data.setLength(0);
                some = false;
            } else if (line.equals("data") || line.startsWith("data:")) {
                String value = line.length() > 5 ? line.substring(5) : "";
                data.append(some ? "\n" : "").append(value.startsWith(" ") ? value.substring(1) : value);
                some = true;
            }
        }
        return events;
    }
}

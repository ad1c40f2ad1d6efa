package dev.interlock.server.replay.read;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * OTLP in JSON: {@code ExportTraceServiceRequest}s, one document or one on each line as collectors write them. Of the spans
 * those count that the semantic conventions of OpenTelemetry for generative AI call {@code execute_tool}; each is a call
 * from its start to its end. One span at a time is in memory.
 */
public final class OtlpReader implements TraceReader {

    /** The number of places in a row where nothing can be made out, after which the rest is given up. */
    private static final int GIVE_UP = 100;

    private final JsonValues values = new JsonValues();
    private int spans;

    /** The number of bytes in which the end of a first line is looked for. */
    private static final int SNIFFED = 64 * 1024;

    @Override
    public void read(String file, InputStream in, Consumer<TraceEvent> out) throws IOException {
        InputStream marked = in.markSupported() ? in : new BufferedInputStream(in, SNIFFED);
        if (onLines(marked)) {
            lines(file, marked, out);
        } else {
            document(file, marked, out);
        }
    }

    /** Returns whether the first line ends as a request does: then a broken line does not break the next. */
    private static boolean onLines(InputStream in) throws IOException {
        in.mark(SNIFFED);
        byte[] ahead;
        try {
            ahead = in.readNBytes(SNIFFED);
        } catch (EOFException e) { // it was cut, which is met again
            ahead = new byte[0];
        }
        in.reset();
        String text = new String(ahead, StandardCharsets.ISO_8859_1).stripLeading();
        int end = text.indexOf('\n');
        return end > 0 && text.substring(0, end).strip().endsWith("}") && text.startsWith("{");
    }

    private void lines(String file, InputStream in, Consumer<TraceEvent> out) throws IOException {
        LineSplitter.each(file, in, out, (place, lines) -> {
            try (JsonParser json = JsonValues.FACTORY.createParser(lines.bytes(), lines.from(), lines.length())) {
                requests(json, file, lines.number(), out);
            } catch (JacksonException e) {
                out.accept(JsonLinesReader.broken(place, !lines.terminated(), e));
            } catch (IOException | ArithmeticException e) { // such as bytes of another encoding
                out.accept(new TraceEvent.Flawed(place, Flaw.BROKEN, "the line is not JSON"));
            }
        });
    }

    private void document(String file, InputStream in, Consumer<TraceEvent> out) throws IOException {
        // what the parser read too far is put back, however often: a stream around each rest would nest without end
        var rest = new PushbackInputStream(in, SNIFFED);
        long line = 1;
        int failures = 0;
        while (true) {
            JsonParser json = JsonValues.FACTORY.createParser(rest);
            int before = spans;
            try {
                requests(json, file, line, out);
                return;
            } catch (ArithmeticException e) {
                out.accept(new TraceEvent.Flawed(new Place(file, line), Flaw.CUT, "a number is too large"));
                return;
            } catch (JacksonException e) {
                failures = spans > before ? 1 : failures + 1;
                var place = new Place(file, line + e.getLocation().getLineNr() - 1);
                var left = new ByteArrayOutputStream();
                json.releaseBuffered(left);
                rest.unread(left.toByteArray());
                boolean more = skipLine(rest);
                out.accept(JsonLinesReader.broken(place, !more, e));
                if (!more) {
                    return;
                }
                if (failures >= GIVE_UP) {
                    out.accept(new TraceEvent.Flawed(place, Flaw.CUT, "the rest cannot be read"));
                    return;
                }
                line = place.line() + 1;
            }
        }
    }

    /** Goes to the next line; false when there is none. */
    private static boolean skipLine(InputStream in) throws IOException {
        int b = in.read();
        while (b >= 0 && b != '\n') {
            b = in.read();
        }
        return b >= 0;
    }

    private void requests(JsonParser json, String file, long line, Consumer<TraceEvent> out) throws IOException {
        while (json.nextToken() != null) {
            require(json, JsonToken.START_OBJECT, "a request is an object");
            members(json, name -> {
                if (name.equals("resourceSpans")) {
                    items(json, () -> resource(json, file, line, out));
                } else {
                    json.skipChildren();
                }
            });
        }
    }

    private void resource(JsonParser json, String file, long line, Consumer<TraceEvent> out) throws IOException {
        @Nullable String[] service = new @Nullable String[1];
        members(json, name -> {
            switch (name) {
                case "resource" ->
                    service[0] = OtlpSpan.text(OtlpSpan.attributes(values.object(json, 0)), "service.name");
                case "scopeSpans", "instrumentationLibrarySpans" ->
                    items(
                            json,
                            () -> members(json, inner -> {
                                if (inner.equals("spans")) {
                                    items(json, () -> span(json, file, line, service[0], out));
                                } else {
                                    json.skipChildren();
                                }
                            }));
                default -> json.skipChildren();
            }
        });
    }

    private void span(JsonParser json, String file, long line, @Nullable String service, Consumer<TraceEvent> out)
            throws IOException {
        var place = new Place(file, line + json.currentTokenLocation().getLineNr() - 1);
        values.reset();
        Map<String, @Nullable Object> span = values.object(json, 0);
        spans++;
        OtlpSpan.emit(place, span, service, out);
    }

    private interface Part<T> {
        void read(T what) throws IOException;
    }

    private interface Item {
        void read() throws IOException;
    }

    /** Shows each member of the object at which the parser stands, at its value. */
    private static void members(JsonParser json, Part<String> part) throws IOException {
        require(json, JsonToken.START_OBJECT, "an object is expected here");
        String name = json.nextFieldName();
        while (name != null) {
            json.nextToken();
            part.read(name);
            name = json.nextFieldName();
        }
        require(json, JsonToken.END_OBJECT, "the object is not closed");
    }

    private static void items(JsonParser json, Item item) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        require(json, JsonToken.START_ARRAY, "an array is expected here");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            item.read();
        }
    }

    private static void require(JsonParser json, JsonToken token, String message) throws IOException {
        if (json.currentToken() != token) {
            throw new JsonParseException(json, message);
        }
    }
}

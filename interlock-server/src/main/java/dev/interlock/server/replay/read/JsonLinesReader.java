package dev.interlock.server.replay.read;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** Interlock's own form of trace: one JSON object on each line, as in {@code docs/replay.md}. */
public final class JsonLinesReader implements TraceReader {

    @Override
    public void read(String file, InputStream in, Consumer<TraceEvent> out) throws IOException {
        LineSplitter.each(file, in, out, (place, line) -> {
            if (!blank(line)) {
                read(place, line, out);
            }
        });
    }

    private static void read(Place place, LineSplitter lines, Consumer<TraceEvent> out) {
        var line = new TraceLine(place);
        try (JsonParser json = JsonValues.FACTORY.createParser(lines.bytes(), lines.from(), lines.length())) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                out.accept(new TraceEvent.Flawed(place, Flaw.BROKEN, "the line is not a JSON object"));
                return;
            }
            line.read(json);
        } catch (StreamReadException e) {
            out.accept(broken(place, !lines.terminated(), e));
            return;
        } catch (IOException | ArithmeticException e) { // such as bytes of another encoding
            out.accept(new TraceEvent.Flawed(place, Flaw.BROKEN, "the line is not JSON"));
            return;
        }
        line.emit(out);
    }

    /** Makes the event of a line that cannot be read; the place alone says where. A last line without its end was cut. */
    static TraceEvent broken(Place place, boolean last, JacksonException e) {
        return new TraceEvent.Flawed(place, last ? Flaw.CUT : Flaw.BROKEN, firstLine(e.getOriginalMessage()));
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.length() <= 200 ? line : line.substring(0, 200) + "...";
    }

    private static boolean blank(LineSplitter lines) {
        for (int i = lines.from(); i < lines.from() + lines.length(); i++) {
            byte b = lines.bytes()[i];
            if (b != ' ' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return true;
    }
}

package dev.interlock.bench.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Prints results as JSON, one object on a line:
 * {@code {"bench","metric","params","value","unit","ratio_to","ratio"}}; the last two only for a comparison. Thread-safe:
 * lines never mix.
 */
public final class ResultPrinter {
    private static final JsonFactory JSON = new JsonFactory();

    private final PrintStream out;

    public ResultPrinter(PrintStream out) {
        this.out = out;
    }

    /** Prints one line and flushes it. */
    public synchronized void print(Result result) {
        out.println(line(result));
        out.flush();
    }

    private static String line(Result result) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("bench", result.bench());
            json.writeStringField("metric", result.metric());
            json.writeObjectFieldStart("params");
            for (Map.Entry<String, Object> param : result.params().entrySet()) {
                json.writeFieldName(param.getKey());
                json.writePOJO(param.getValue());
            }
            json.writeEndObject();
            json.writeNumberField("value", result.value());
            json.writeStringField("unit", result.unit());
            if (result.comparison().isPresent()) {
                Result.Comparison comparison = result.comparison().get();
                json.writeStringField("ratio_to", comparison.to());
                json.writeNumberField("ratio", comparison.ratio());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into memory", e);
        }
        return text.toString();
    }
}

package dev.interlock.server.replay.read;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Whatever bytes come, a reader ends and throws nothing. */
class DamagedTraceTest {

    private static final List<String> TRACES = List.of("""
            {"agent":"ada","owner":"o","attributes":{"host":"n1"}}
            {"time":"2026-03-02T09:00:00Z","open":"t","agent":"ada","by":"m","intent":"i","objects":["invoice/I-7"]}
            {"time":1772442000500,"task":"t","agent":"ada","id":"c1","tool":"pay","args":{"a":1.5,"b":["x",{"y":null}]},"result":{"z":1}}
            {"settle":"c1","outcome":"unknown"}
            {"close":"t"}
            """, """
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}]},
            "scopeSpans":[{"spans":[{"traceId":"5b","spanId":"0a","startTimeUnixNano":"1772442000000000000","endTimeUnixNano":1,
            "attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"execute_tool"}},
            {"key":"gen_ai.tool.name","value":{"stringValue":"pay"}},{"key":"gen_ai.tool.call.arguments","value":
            {"kvlistValue":{"values":[{"key":"n","value":{"intValue":"4"}}]}}}],"status":{"code":2}}]}]}]}
            """, """
            <?xml version="1.0"?><log><trace><string key="concept:name" value="1"/><event>
            <string key="concept:name" value="a&amp;b"/><string key="org:resource" value="r"/>
            <date key="time:timestamp" value="2026-01-01T00:00:00Z"/></event></trace></log>
            """, """
            case,activity,resource,time\r
            1,"a, ""b""\",r,2026-01-01 00:00:00+05:45\r
            ,"Pr\u00fcfung
            ",,\r
            """);

    private static final Optional<TableColumns> COLUMNS =
            Optional.of(new TableColumns("case", "activity", "resource", "time", Optional.empty()));

    private static void read(byte[] bytes) {
        Events.of(bytes, new Cases(false, new Collisions()), COLUMNS);
    }

    @Test
    void anyChangedByte() throws IOException {
        var random = new Random(3);
        for (String trace : TRACES) {
            byte[] plain = trace.getBytes(StandardCharsets.UTF_8);
            for (byte[] whole : List.of(plain, packed(plain))) {
                for (int round = 0; round < 1500; round++) {
                    byte[] bytes = whole.clone();
                    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                    }
                    assertThatCode(() -> read(bytes))
                            .as(new String(bytes, StandardCharsets.ISO_8859_1))
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    @Test
    void anyCut() throws IOException {
        for (String trace : TRACES) {
            byte[] plain = trace.getBytes(StandardCharsets.UTF_8);
            for (byte[] whole : List.of(plain, packed(plain))) {
                for (int length = 0; length < whole.length; length++) {
                    byte[] bytes = java.util.Arrays.copyOf(whole, length);
                    assertThatCode(() -> read(bytes)).as("cut at " + length).doesNotThrowAnyException();
                }
            }
        }
    }

    private static byte[] packed(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}

package dev.interlock.server.lsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

    /** The bodies, with {@code |} for a line break of the protocol. */
    private static List<String> read(String in) throws IOException {
        byte[] bytes = in.replace("|", "\r\n").getBytes(StandardCharsets.UTF_8);
        var reader = new FrameReader(new ByteArrayInputStream(bytes));
        List<String> out = new ArrayList<>();
        for (Optional<String> body = reader.next(); body.isPresent(); body = reader.next()) {
            out.add(body.get());
        }
        return out;
    }

    @Test
    void framesAreRead() throws IOException {
        assertThat(read("Content-Length: 2||{}Content-Length: 4||\"ü\"")).containsExactly("{}", "\"ü\"");
        assertThat(read("content-length:2|Content-Type: application/vscode-jsonrpc; charset=utf-8||{}"))
                .containsExactly("{}");
    }

    @Test
    void whatIsNoHeaderIsSkipped() throws IOException {
        for (String before : new String[] {
            "garbage|",
            "|||",
            "Content-Length: 2|gar bage||",
            "Content-Length: -5||{}|",
            "Content-Length: 99999999999||{}|",
            "x".repeat(100_000) + "|",
            "GET / HTTP/1.1|Host: x||"
        }) {
            assertThat(read(before + "Content-Length: 3||[1]")).as(before).containsExactly("[1]");
        }
    }

    @Test
    void aBodyThatIsTooLongIsSkipped() throws IOException {
        int tooLong = FrameReader.MAX_BODY + 1;
        assertThat(read("Content-Length: " + tooLong + "||" + " ".repeat(tooLong) + "Content-Length: 2||{}"))
                .containsExactly("{}");
    }

    @Test
    void theEndInTheMiddleIsTheEnd() throws IOException {
        for (String in : new String[] {"", "Content-", "Content-Length: 2", "Content-Length: 2||{", "|||"}) {
            assertThat(read(in)).isEmpty();
        }
    }
}

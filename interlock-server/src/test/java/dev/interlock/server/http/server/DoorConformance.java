package dev.interlock.server.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The conformance suite of {@link Door}: what every door that is served over HTTP has to do, in whatever words it tells it. Extend it with
 * a test class that says where a server has the door, on a loopback port without TLS, and how it is asked there.
 */
public abstract class DoorConformance {

    /** A proof that proves nobody. No answer repeats it. */
    private static final String NOBODY = "nobody-s-proof-0123456789";

    private static final int MOST_BEFORE_BUSY = 1_000;

    /**
     * A request, as it is sent. Immutable.
     *
     * @param headers each with its name and value; {@code Host} and {@code Content-Length} come by themselves where they are missing
     */
    public record Sent(String method, String target, List<Map.Entry<String, String>> headers, byte[] body) {

        /** Makes a request with nothing but this. */
        public static Sent of(String method, String target) {
            return new Sent(method, target, List.of(), new byte[0]);
        }

        /** Returns the request with one more header. */
        public Sent and(String name, String value) {
            var more = new ArrayList<>(headers);
            more.add(Map.entry(name, value));
            return new Sent(method, target, List.copyOf(more), body);
        }

        public Sent without(String name) {
            return new Sent(
                    method,
                    target,
                    headers.stream()
                            .filter(header -> !header.getKey().equalsIgnoreCase(name))
                            .toList(),
                    body);
        }

        /** Returns the request with this header in the place of others of the name. */
        public Sent with(String name, String value) {
            return without(name).and(name, value);
        }

        public Sent as(String other) {
            return new Sent(other, target, headers, body);
        }

        public Sent to(String other) {
            return new Sent(method, other, headers, body);
        }

        public Sent body(String text) {
            return new Sent(method, target, headers, text.getBytes(UTF_8));
        }

        boolean has(String name) {
            return headers.stream().anyMatch(header -> header.getKey().equalsIgnoreCase(name));
        }
    }

    /**
     * An answer; of a stream of events what came with the first one.
     *
     * @param headers by their names in lower case
     */
    public record Answered(int status, Map<String, String> headers, byte[] body) {

        public Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }

        /** Returns all of it. */
        public String text() {
            return status + " " + headers + " " + new String(body, UTF_8);
        }
    }

    /**
     * An answer that a request is to have.
     *
     * @param name of the test
     * @param words that the answer contains, such as a reason code
     */
    public record Expected(String name, Sent request, int status, List<String> words) {

        public Expected(String name, Sent request, int status, String... words) {
            this(name, request, status, List.of(words));
        }
    }

    // --- what a test class says

    /** Returns the port of the server. */
    protected abstract int port() throws Exception;

    /** Returns a request that is answered with success, of a caller that is known. Called for each test, as it may count once. */
    protected abstract Sent good() throws Exception;

    /** Returns the number of effects that requests have had so far: none that is refused adds to it. */
    protected abstract long effects() throws Exception;

    /** Returns the secrets that callers prove themselves with. */
    protected abstract List<String> secrets();

    /** Returns bodies that are none, each refused as malformed; none where the door reads no body. */
    protected abstract List<Expected> malformed() throws Exception;

    /** Returns what is refused for its length; none where the door reads no body. */
    protected abstract List<Expected> tooLong() throws Exception;

    /** Returns requests of a known caller for what is not there, or in a method that is not answered there. */
    protected abstract List<Expected> elsewhere() throws Exception;

    /** Returns how decisions are told, each with its reason code: permitted, denied and held; none where nothing is decided. */
    protected abstract List<Expected> decisions() throws Exception;

    /** Returns a good request of a caller that may ask seldom, and that no other test uses; empty where nobody's rate is limited. */
    protected abstract Optional<Sent> limited() throws Exception;

    /** Returns the request with another proof of its sender, or with none. */
    protected Sent proving(Sent request, Optional<String> proof) {
        return proof.map(shown -> request.with("Authorization", "Bearer " + shown))
                .orElseGet(() -> request.without("Authorization"));
    }

    /** Returns the status for a sender that is not known. */
    protected int unknown() {
        return 401;
    }

    /** Returns the name of the header with the proof, which a request may have once. */
    protected String proof() {
        return "Authorization";
    }

    /** Returns the status for a body of another media type. */
    protected int otherMedia() {
        return 415;
    }

    /** Returns names of others, to which the server does not answer; none where it answers whatever it is called. */
    protected List<String> foreignHosts() {
        return List.of(
                "evil.example.com", "127.0.0.1.evil.example.com", "evil.example.com:80", "[::2]", "localhost.:1");
    }

    /** Makes everything behind the door fail from now on, or work again; false where nothing can be made to fail. */
    protected boolean fail(boolean failing) throws Exception {
        return false;
    }

    /** Returns whether an answer says that something was done. */
    protected boolean succeeded(Answered answer) {
        return answer.status() < 300;
    }

    /** Hears of every answer. */
    protected void seen(Sent request, Answered answer) {}

    // --- the suite

    @Test
    void aGoodRequestIsAnswered() throws Exception {
        assertSucceeds(send(good()));
    }

    @Test
    void aSenderThatProvesNothingIsRefused() throws Exception {
        refused(proving(good(), Optional.empty()), unknown());
    }

    @Test
    void aSenderThatProvesNobodyIsRefusedAndHearsNothingOfItsProof() throws Exception {
        Answered answer = refused(proving(good(), Optional.of(NOBODY)), unknown());
        assertThat(answer.text()).doesNotContain(NOBODY);
        if (answer.status() == 401) {
            assertThat(answer.header("www-authenticate")).as("a challenge").isPresent();
        }
    }

    /** Two readers could each believe another one. */
    @Test
    void aProofStandsThereOnce() throws Exception {
        Sent good = good();
        String shown = good.headers().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(proof()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
        refused(good.and(proof(), shown), 400);
    }

    @TestFactory
    Stream<DynamicTest> aServerAnswersToItsOwnNameAlone() {
        return foreignHosts().stream()
                .map(host -> DynamicTest.dynamicTest(host, () -> refused(good().with("Host", host), 403)));
    }

    @TestFactory
    Stream<DynamicTest> aPageOfSomebodyElseIsNotAnswered() {
        return Stream.of("https://evil.example.com", "null", "http://127.0.0.1")
                .map(origin -> DynamicTest.dynamicTest(origin, () -> {
                    Answered answer = refused(good().with("Origin", origin), 403);
                    assertThat(answer.header("access-control-allow-origin")).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> aBodyThatIsNoneIsRefused() throws Exception {
        return expected(malformed());
    }

    @TestFactory
    Stream<DynamicTest> aBodyThatIsTooLongIsRefused() throws Exception {
        return expected(tooLong());
    }

    @TestFactory
    Stream<DynamicTest> aBodyOfAnotherKindIsRefused() throws Exception {
        if (malformed().isEmpty()) {
            return Stream.empty();
        }
        return Stream.of(
                DynamicTest.dynamicTest(
                        "another media type", () -> refused(good().with("Content-Type", "text/plain"), otherMedia())),
                DynamicTest.dynamicTest("encoded", () -> {
                    // The web server refuses the encodings that it knows nothing about, before the door sees them.
                    Answered answer = exchange(good().with("Content-Encoding", "gzip"));
                    assertThat(answer.status()).as(answer.text()).isIn(400, 415);
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatIsNotThereIsNotAnswered() throws Exception {
        return expected(elsewhere());
    }

    /** A body that the client does not expect would be taken for the beginning of the next answer. */
    @Test
    void headHasNoBodyAndTheNextRequestIsAnswered() throws Exception {
        Sent head = new Sent("HEAD", good().target(), good().headers(), new byte[0]);
        Sent next = good();
        try (Socket socket = connect()) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            write(socket, head, "keep-alive");
            Answered first = head(in);
            write(socket, next, "close");
            Answered second = read(in);
            assertThat(first.status()).as(first.text()).isBetween(200, 599);
            assertSucceeds(second);
            seen(next, second);
        }
    }

    @TestFactory
    Stream<DynamicTest> aDecisionIsToldWithItsReason() throws Exception {
        return decisions().stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> assertAnswer(send(each.request()), each)));
    }

    @Test
    void anErrorInsideIsNoPermit() throws Exception {
        Sent good = good();
        long before = effects();
        try {
            if (!fail(true)) {
                return;
            }
            Answered answer = send(good);
            assertThat(succeeded(answer)).as(answer.text()).isFalse();
        } finally {
            fail(false);
        }
        assertThat(effects()).isEqualTo(before);
        assertSucceeds(send(good()));
    }

    @Test
    void whoAsksTooOftenWaitsAndOthersDoNot() throws Exception {
        int asked = 0;
        for (Optional<Sent> next = limited(); next.isPresent(); next = limited()) {
            Answered answer = send(next.get());
            if (answer.status() == 429) {
                assertThat(answer.header("retry-after").map(Integer::parseInt).orElse(0))
                        .as("the wait, in seconds")
                        .isPositive();
                break;
            }
            asked++;
            assertThat(asked).as("requests without a limit").isLessThan(MOST_BEFORE_BUSY);
        }
        assertSucceeds(send(good()));
    }

    // --- how it asks

    private Stream<DynamicTest> expected(List<Expected> all) {
        return all.stream()
                .map(each -> DynamicTest.dynamicTest(
                        each.name(), () -> assertAnswer(refused(each.request(), each.status()), each)));
    }

    private void assertSucceeds(Answered answer) {
        assertThat(succeeded(answer)).as(answer.text()).isTrue();
    }

    private static void assertAnswer(Answered answer, Expected expected) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(expected.status());
        expected.words().forEach(word -> assertThat(answer.text()).contains(word));
    }

    /** Sends what is refused with this status, without any effect. */
    private Answered refused(Sent request, int status) throws Exception {
        long before = effects();
        Answered answer = send(request);
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(effects()).as("effects").isEqualTo(before);
        return answer;
    }

    /** Sends a request whose answer is for its sender alone, and for now. */
    private Answered send(Sent request) throws Exception {
        Answered answer = exchange(request);
        assertThat(answer.header("cache-control")).as(answer.text()).hasValue("no-store");
        assertThat(answer.header("x-content-type-options")).as(answer.text()).hasValue("nosniff");
        secrets().forEach(secret -> assertThat(answer.text()).doesNotContain(secret));
        return answer;
    }

    private Answered exchange(Sent request) throws Exception {
        try (Socket socket = connect()) {
            try {
                write(socket, request, "close");
            } catch (IOException e) {
                // A server may answer before it has read everything; the answer counts.
            }
            Answered answer = read(new BufferedInputStream(socket.getInputStream()));
            seen(request, answer);
            return answer;
        }
    }

    private Socket connect() throws Exception {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(120_000);
        return socket;
    }

    private void write(Socket socket, Sent request, String connection) throws Exception {
        var head = new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\n");
        if (!request.has("Host")) {
            head.append("Host: 127.0.0.1:").append(port()).append("\r\n");
        }
        request.headers()
                .forEach(header ->
                        head.append(header.getKey() + ": " + header.getValue()).append("\r\n"));
        head.append("Connection: ").append(connection).append("\r\n");
        if (request.body().length > 0 || !request.method().matches("GET|HEAD")) {
            head.append("Content-Length: ").append(request.body().length).append("\r\n");
        }
        var bytes = new ByteArrayOutputStream();
        bytes.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
        bytes.write(request.body());
        socket.getOutputStream().write(bytes.toByteArray());
        socket.getOutputStream().flush();
    }

    private static Answered head(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ", -1)[1]);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String[] parts = header.split(":", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
        }
        return new Answered(status, headers, new byte[0]);
    }

    private static Answered read(InputStream in) throws IOException {
        Answered head = head(in);
        if (!head.header("transfer-encoding").orElse("").equals("chunked")) {
            int length = Integer.parseInt(head.header("content-length").orElse("0"));
            return new Answered(head.status(), head.headers(), in.readNBytes(length));
        }
        boolean events = head.header("content-type").orElse("").startsWith("text/event-stream");
        var body = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
            body.write(in.readNBytes(size));
            in.skipNBytes(2);
            if (events) {
                break; // it may go on for ever
            }
        }
        return new Answered(head.status(), head.headers(), body.toByteArray());
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the answer ended after `" + line + "`");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }
}

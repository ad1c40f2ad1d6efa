package dev.interlock.server.notify.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses to which nothing is sent. */
class TargetTest {

    @Test
    void nothingIsSentToAnAddressThatIsNotPublicUnlessItIsSaidToBeInside() throws Exception {
        var received = new AtomicInteger();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            received.incrementAndGet();
            exchange.close();
        });
        receiver.start();
        for (String host : List.of("127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1")) {
            var stream = new SignalsConfig.Push(
                    URI.create("http://" + host + ":" + receiver.getAddress().getPort() + "/"),
                    "a",
                    Optional.empty(),
                    false);
            try (Target target = new Target(stream, Duration.ofMinutes(1))) {
                assertThatThrownBy(() -> target.post(new byte[] {1}, Map.of()))
                        .as(host)
                        .isInstanceOf(IOException.class)
                        .hasStackTraceContaining("not public");
            }
        }
        receiver.stop(0);
        assertThat(received).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "8.8.8.8, true",
        "127.0.0.1, false",
        "10.1.2.3, false",
        "172.16.0.1, false",
        "192.168.1.1, false",
        "169.254.169.254, false",
        "100.64.0.1, false",
        "100.128.0.1, true",
        "0.1.2.3, false",
        "198.18.0.1, false",
        "224.0.0.1, false",
        "240.0.0.1, false",
        "255.255.255.255, false",
        "2606:4700::1111, true",
        "::1, false",
        "fe80::1, false",
        "fd00::1, false",
        "::ffff:127.0.0.1, false",
        "64:ff9b::7f00:1, false",
        "2002:7f00:1::, false",
        "2001::1, false"
    })
    void addressesInsideAreKnown(String address, boolean open) throws IOException {
        assertThat(Target.isPublic(InetAddress.getByName(address))).isEqualTo(open);
    }
}

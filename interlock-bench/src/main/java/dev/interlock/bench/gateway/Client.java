package dev.interlock.bench.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.interlock.bench.wire.Wire;
import java.io.IOException;
import java.util.SplittableRandom;

/** One client with one connection, calling one tool on one vendor after the other. Not thread-safe. */
final class Client implements AutoCloseable {

    /** So many vendors there are, and as many accounts. */
    private static final int VENDORS = 10_000;

    private static final String VENDOR = "\"V-1";
    private static final String ACCOUNT = "DE893704004405321";
    private static final int DIGITS = 5;

    private final Wire wire;
    private final byte[] request;
    private final int vendorAt;
    private final int accountAt;
    private final byte[] expected;
    private final SplittableRandom random;

    Client(Target target, int number, int delay) throws IOException {
        this.wire = Wire.connect(target.port());
        this.request = target.call(number, delay);
        String text = new String(request, ISO_8859_1);
        this.vendorAt = text.indexOf(VENDOR) + VENDOR.length();
        this.accountAt = text.indexOf(ACCOUNT) + ACCOUNT.length();
        this.expected = target.expected();
        this.random = new SplittableRandom(number);
    }

    /** Makes one call; whatever is not the result of a call that was carried out is an error. */
    void call() throws IOException {
        int vendor = random.nextInt(VENDORS);
        digits(vendorAt, vendor);
        digits(accountAt, vendor);
        wire.write(request, request.length);
        if (!wire.readMessage() || !wire.contains(expected)) {
            throw new IOException("a call was not carried out: " + wire.text());
        }
    }

    private void digits(int at, int number) {
        for (int i = at + DIGITS - 1, rest = number; i >= at; i--, rest /= 10) {
            request[i] = (byte) ('0' + rest % 10);
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}

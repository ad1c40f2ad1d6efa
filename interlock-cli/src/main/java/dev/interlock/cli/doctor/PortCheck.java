package dev.interlock.cli.doctor;

import dev.interlock.server.setting.Listen;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds whether the address to listen on is free, or who has it. */
public final class PortCheck {

    private static final int PATIENCE_MILLIS = 2_000;

    private PortCheck() {}

    /** @param data the data folder, in which a running server leaves its process id */
    public static List<Finding> findings(Listen listen, Path data) throws IOException, InterruptedException {
        Optional<Long> holder = holder(data);
        if (listen.port() == 0) {
            return List.of(Finding.ok(Area.PORTS, listen, "any free port"));
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(listen.host());
        } catch (UnknownHostException e) {
            return List.of(Finding.problem(
                    Area.PORTS,
                    listen,
                    "this machine cannot resolve the name",
                    "set `listen` to an address of this machine"));
        }
        InetAddress reached = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        if (!answers(reached, listen.port())) {
            return List.of(free(listen, address, holder));
        }
        if (listen.tls().isEmpty()) {
            return List.of(taken(listen, reached, holder));
        }
        return List.of(
                holder.isPresent()
                        ? Finding.ok(Area.PORTS, listen, "the server is listening (pid " + holder.get() + ")")
                        : other(listen));
    }

    private static boolean answers(InetAddress address, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return !(e instanceof ConnectException);
        }
    }

    private static Finding free(Listen listen, InetAddress address, Optional<Long> holder) {
        if (holder.isPresent()) {
            return Finding.problem(
                    Area.PORTS,
                    listen,
                    "the process " + holder.get() + " uses the data folder, but does not listen there",
                    "check whether it is starting or stopping; otherwise stop it");
        }
        try (var socket = new ServerSocket(listen.port(), 1, address)) {
            return Finding.ok(Area.PORTS, listen, "port " + socket.getLocalPort() + " is free; no server runs");
        } catch (IOException e) {
            return Finding.problem(
                    Area.PORTS,
                    listen,
                    "cannot listen on this address: " + e.getMessage(),
                    "set `listen` to another address");
        }
    }

    private static Finding taken(Listen listen, InetAddress reached, Optional<Long> holder)
            throws InterruptedException {
        String host = reached.getHostAddress();
        URI live = URI.create(
                "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + listen.port() + "/health/live");
        try {
            if (!Probe.get(live, Optional.empty()).isInterlock()) {
                return other(listen);
            }
        } catch (IOException e) {
            return other(listen);
        }
        return holder.isPresent()
                ? Finding.ok(Area.PORTS, listen, "the server is listening (pid " + holder.get() + ")")
                : Finding.problem(
                        Area.PORTS,
                        listen,
                        "another Interlock server, with a different data folder, listens there",
                        "stop that server, or set `listen` to another address");
    }

    private static Finding other(Listen listen) {
        return Finding.problem(
                Area.PORTS,
                listen,
                "another program listens there",
                "stop that program, or set `listen` to another address");
    }

    /** Returns the process that has the data folder; empty where it does not run any more, and another one may have its number. */
    private static Optional<Long> holder(Path data) throws IOException {
        Path lock = data.resolve("lock");
        String pid = Files.isRegularFile(lock) ? Files.readString(lock).strip() : "";
        return pid.matches("[0-9]{1,18}")
                ? ProcessHandle.of(Long.parseLong(pid))
                        .filter(process ->
                                process.info().command().orElse("java").endsWith("java"))
                        .map(ProcessHandle::pid)
                : Optional.empty();
    }
}

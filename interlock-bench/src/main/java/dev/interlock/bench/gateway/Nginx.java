package dev.interlock.bench.gateway;

import dev.interlock.bench.child.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * nginx as a plain reverse proxy: connections on both sides are kept, nothing is logged, and it has as many processes as there are
 * processors.
 */
final class Nginx {

    private static final String PROGRAM = "nginx";
    /** Debian has it where the PATH of people does not lead. */
    private static final String SYSTEM_PROGRAMS = "/usr/sbin";

    private Nginx() {}

    /** The program; absent where it is not installed. */
    static Optional<Path> installed() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of(SYSTEM_PROGRAMS))
                .map(folder -> Path.of(folder, PROGRAM))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it in front of a server on this machine.
     *
     * @param folder where it is put
     */
    static PeerProcess start(Path program, Path folder, int serverPort) throws IOException, InterruptedException {
        int port = PeerProcess.freePort();
        Files.createDirectory(folder);
        Path config = Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                pid nginx.pid;
                worker_processes auto;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  keepalive_requests 1000000000;
                  upstream behind {
                    server 127.0.0.1:%d;
                    keepalive 128;
                    keepalive_requests 1000000000;
                  }
                  server {
                    listen 127.0.0.1:%d;
                    location / {
                      proxy_pass http://behind;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                    }
                  }
                }
                """.formatted(serverPort, port));
        return PeerProcess.start(
                PROGRAM,
                List.of(program.toString(), "-p", folder.toString(), "-c", config.toString(), "-e", "stderr"),
                port,
                folder.resolve("nginx.log"));
    }
}

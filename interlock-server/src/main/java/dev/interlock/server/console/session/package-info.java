/** Who is signed in to the console: sessions, the cookie that names one, and links that begin one. */
@NullMarked
package dev.interlock.server.console.session;

import org.jspecify.annotations.NullMarked;

/**
 * A throw-away key and its self-signed certificate for `localhost`, valid until 2126. They protect nothing: they are here so
 * that tests meet a server whose certificate no one vouches for, and vouch for it themselves with NODE_EXTRA_CA_CERTS.
 */
export const selfSigned = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKi9va7rz2L6aeZP5
LeUNBp+Le64JKhDfe5yk1v/LDYGhRANCAAQ9Da0RjgyFk7blaBAXDubFKKFI7J5S
hiQKV5Xo43yOyC7icJneo1GEBF3NdzOuWKLKllMDKw9w+ocqPmfTJJYM
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUCbDyRS7RjgVVk++5kGQoL68KUc4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzA2Mjg1MFoYDzIxMjYxMDMw
MDYyODUwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ9Da0RjgyFk7blaBAXDubFKKFI7J5ShiQKV5Xo43yOyC7icJneo1GE
BF3NdzOuWKLKllMDKw9w+ocqPmfTJJYMo28wbTAdBgNVHQ4EFgQUX99Lx0q2cX5Q
Qog1q/+jsCNzCm8wHwYDVR0jBBgwFoAUX99Lx0q2cX5QQog1q/+jsCNzCm8wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAMf+8EfjiDj0IhptoGzjA8ohx3sP7QsKR3duRhBNJIsQAiAG
/hRBxJrn+DMgEFRz5J719gU8TXzRjqI/CsMncODDzA==
-----END CERTIFICATE-----
`,
}

import { ApolloProvider } from '@apollo/client/react';
import { useState } from 'react';
import { client } from './client.js';
import { signedIn, signIn, signOut } from './session.js';
import { Wallets } from './wallets.js';

export function App() {
  const [customer, setCustomer] = useState(signedIn);
  const leave = async (): Promise<void> => {
    signOut();
    // What the cache holds is the last customer's.
    await client.clearStore();
    setCustomer(null);
  };
  if (customer === null)
    return (
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const id = String(new FormData(event.currentTarget).get('customer'));
          signIn(id);
          setCustomer(id);
        }}
      >
        <h1>Wallets</h1>
        <label>
          Customer <input name="customer" required defaultValue="cus_8a9b3e" />
        </label>
        <button type="submit">Sign in</button>
      </form>
    );
  return (
    <ApolloProvider client={client}>
      <header>
        <h1>Wallets</h1>
        <button type="button" onClick={() => void leave()}>
          Sign out
        </button>
      </header>
      <Wallets />
    </ApolloProvider>
  );
}
